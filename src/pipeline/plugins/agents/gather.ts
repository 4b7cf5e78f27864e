import { hash } from 'node:crypto'
import type { Response } from '../../../agents/_shared/agent.ts'
import type { Problem } from '../../../core/usage.ts'
import { clean } from '../../../plugin-host/logs.ts'
import { PluginError } from '../../../plugin-host/plugin-error.ts'
import { scanAgent } from '../../../plugin-host/scan-agent.ts'
import type { RunningPlugin } from '../../../plugin-host/types.ts'
import type { AgentProblem, Json } from '../../../plugin-sdk/types.ts'
import { takeUsage } from './usage-row.ts'

/** More than anybody has; it is what a plugin that never ends is stopped by. */
const MOST_ROWS = 500_000
const MOST_FILES = 50_000

/** What a plugin has told of one file. */
export interface ToldFile {
  readonly path: string
  size: number
  mtime: number
  /** By identity: of several records of one request the last of the whole scan stands, in whatever file it is. */
  readonly usage: Map<string, Response>
  readonly problems: Problem[]
  /** Why the plugin could not read it. */
  failed: string | null
}

export interface Gathered {
  readonly files: ReadonlyMap<string, ToldFile>
  /** Where the next scan goes on. */
  readonly next: Json
}

export interface GatherOptions {
  readonly dirs: readonly string[]
  readonly from: Json
  /** What a row that names no file is put down to. */
  readonly place: string
  readonly signal?: AbortSignal | undefined
}

/** All that is new, checked record by record. It is taken whole or not at all, so nothing is kept of it before its end. */
export async function gather(plugin: RunningPlugin, options: GatherOptions): Promise<Gathered> {
  const { dirs, from, place, signal } = options
  const files = new Map<string, ToldFile>()
  const fileOf = new Map<string, ToldFile>()
  let rows = 0

  function fileAt(path: string): ToldFile {
    const known = files.get(path)
    if (known) return known
    if (files.size === MOST_FILES) throw tooMany(plugin, `files, the most there may be is ${MOST_FILES}`)
    const fresh = { path, size: 0, mtime: 0, usage: new Map<string, Response>(), problems: [], failed: null }
    files.set(path, fresh)
    return fresh
  }

  function take(row: unknown): void {
    rows += 1
    if (rows > MOST_ROWS) throw tooMany(plugin, `rows in one scan, the most there may be is ${MOST_ROWS}`)
    const { file, offset, usage } = takeUsage(row, plugin.id)
    const to = fileAt(file ?? place)
    if (typeof usage === 'string')
      to.problems.push({ kind: 'quarantined', offset: offset ?? keyOf(row), detail: usage })
    else {
      const before = fileOf.get(usage.identity)
      // What is told again of another file is not where it was.
      if (before !== to) before?.usage.delete(usage.identity)
      fileOf.set(usage.identity, to)
      to.usage.set(usage.identity, usage)
    }
  }

  const { next, files: seen, problems } = await scanAgent(plugin, { dirs, from, take, signal })
  for (const { path, size, mtime_ms: mtime } of seen) Object.assign(fileAt(path), { size, mtime })
  for (const problem of problems) takeProblem(problem, fileAt(textOr(problem.file, place)))
  return { files, next }
}

function takeProblem({ kind, offset, detail }: AgentProblem, file: ToldFile): void {
  const said = clean(detail.slice(0, 300))
  // What it has told of a file that it gave up on later still counts.
  if (kind === 'unreadable' && file.usage.size === 0) {
    file.failed = said
    return
  }
  const known = kind === 'bad-line' || kind === 'quarantined' ? kind : 'note'
  file.problems.push({
    kind: known,
    offset: Number.isSafeInteger(offset) ? offset! : keyOf([kind, detail]),
    detail: said,
  })
}

/** Tells problems apart that have no place: a negative number, as no offset is. */
const keyOf = (what: unknown): number => -1 - Number.parseInt(hash('sha1', JSON.stringify(what)).slice(0, 12), 16)

const textOr = (value: unknown, other: string): string => (typeof value === 'string' && value !== '' ? value : other)

const tooMany = ({ id }: RunningPlugin, what: string): PluginError =>
  new PluginError(id, 'refused', `it told of too many ${what}`, {
    hint: 'it may end a scan earlier: the next one goes on from there',
  })
