import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { AgentSource, Context, ScanEnd } from './definitions.ts'
import type { ScanAnswer, ScanBody } from './messages.ts'
import type { AgentUsage } from './types.ts'

type Send = (rows: AsyncIterable<readonly string[]>) => Promise<void>

/** Few enough to stand in the answer itself. */
const INLINE = 100

/** Scans, and hands the requests over in the answer, as a stream, or in a file where there is no stream. */
export async function runScan(agent: AgentSource, body: unknown, ctx: Context, send: Send | null): Promise<ScanAnswer> {
  const { dirs, cursor, out } = body as ScanBody
  const scan = agent.scan(dirs, cursor, ctx)
  const first: AgentUsage[] = []
  let rows = 0
  let end: ScanEnd | null = null
  while (first.length <= INLINE && end === null) {
    const step = await scan.next()
    if (step.done) end = step.value
    else first.push(asSaid(step.value))
  }
  if (end) return { ...answerOf(end), rows: first.length, usage: first }

  async function* texts(): AsyncGenerator<readonly string[]> {
    yield first.map(toText)
    rows = first.length
    for (let step = await scan.next(); ; step = await scan.next()) {
      if (step.done) {
        end = step.value
        return
      }
      rows += 1
      yield [toText(asSaid(step.value))]
    }
  }
  if (send) await send(texts())
  else if (out !== null) await writeLines(out, texts())
  else throw new Error('there are more rows than fit into an answer, and no place for them')
  return { ...answerOf(end!), rows }
}

const answerOf = ({ cursor, files, problems = [] }: ScanEnd) => ({ cursor, files, problems })

const isNoNumber = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)

/** JSON has no NaN, and would say null, which counts as none: as a text it is seen to be wrong, and set aside. */
const asSaid = (row: AgentUsage): AgentUsage =>
  Object.values(row ?? {}).some(isNoNumber)
    ? (Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, isNoNumber(value) ? String(value) : (value as unknown)]),
      ) as unknown as AgentUsage)
    : row

const toText = (row: AgentUsage): string => JSON.stringify(row)

const writeLines = (path: string, batches: AsyncIterable<readonly string[]>): Promise<void> =>
  pipeline(
    batches,
    async function* (all: AsyncIterable<readonly string[]>) {
      for await (const batch of all) yield batch.map((line) => `${line}\n`).join('')
    },
    createWriteStream(path),
  )
