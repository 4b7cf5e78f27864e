import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import type { Row } from '../../helpers/dump.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { openLedger } from '../../helpers/ledger.ts'
import type { Ledger } from '../../helpers/ledger.ts'
import { assistant, costState, T0, user } from './rows.ts'

/** `FUZZ_RUNS=500` looks at so many other histories. */
const RUNS = process.env.FUZZ_RUNS ? { numRuns: Number(process.env.FUZZ_RUNS) } : { numRuns: 12, seed: 2026 }
const ROOTS = 3
const MODEL = 'claude-sonnet-4-5'

const happening = fc.record({
  do: fc.oneof(
    { weight: 4, arbitrary: fc.constant('call' as const) },
    { weight: 2, arbitrary: fc.constant('hidden' as const) },
    { weight: 3, arbitrary: fc.constant('subagent' as const) },
    { weight: 3, arbitrary: fc.constant('total' as const) },
    { weight: 2, arbitrary: fc.constant('fork' as const) },
  ),
  session: fc.nat(),
  tokens: fc.integer({ min: 1, max: 1000 }),
  /** Whether a fork names who paid for what it copies. */
  named: fc.boolean(),
})
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** Where each log lies, and whether another directory has a copy of all or of its beginning. */
const places = fc.array(
  fc.record({
    root: fc.nat({ max: ROOTS - 1 }),
    copyIn: fc.option(fc.nat({ max: ROOTS - 1 })),
    share: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 30, maxLength: 30 },
)

interface Session {
  readonly id: string
  readonly rows: { text: (session: string, payer: string | null) => string }[]
  readonly spawned: string[]
  input: number
  output: number
}

/** What some sessions of an agent leave behind, by path. */
function logsOf(happenings: readonly Happening[]): Map<string, string[]> {
  const sessions: Session[] = [{ id: 'S0', rows: [], spawned: [], input: 0, output: 0 }]
  happenings.forEach(({ do: what, session: of, tokens, named }, n) => {
    const session = sessions[of % sessions.length]!
    const time = T0 + n * 60_000
    const call = (owner: string, more: object): string =>
      assistant({
        session: owner,
        id: `msg_${n}`,
        request: `req_${n}`,
        time,
        usage: { input_tokens: tokens, output_tokens: n },
        more,
      })
    if (what === 'call')
      session.rows.push({ text: (owner, payer) => call(owner, payer === null ? {} : { requestSessionId: payer }) })
    if (what === 'subagent') session.spawned.push(call(session.id, { agentId: `${session.id}x`, isSidechain: true }))
    if (what === 'call' || what === 'hidden' || what === 'subagent') {
      session.input += tokens
      session.output += n
    }
    if (what === 'total') {
      const { input, output } = session
      session.rows.push(
        { text: (owner) => user(time, 'made up', owner) },
        { text: (owner) => costState({ [MODEL]: { input, output } }, owner) },
      )
    }
    if (what === 'fork') {
      const { id, input, output } = session
      const copied = session.rows.map(({ text }) => ({
        text: (owner: string, payer: string | null) => text(owner, named ? (payer ?? id) : payer),
      }))
      const first = { text: (owner: string) => user(time, 'made up', owner) }
      sessions.push({
        id: `S${sessions.length}`,
        rows: named ? copied : [first, ...copied],
        spawned: [],
        input,
        output,
      })
    }
  })
  return new Map(
    sessions.flatMap(({ id, rows, spawned }) => [
      [`${id}.jsonl`, rows.map(({ text }) => text(id, null))],
      [`${id}/subagents/agent-${id}x.jsonl`, spawned],
    ]),
  )
}

describe('sessions that lie in several data directories', () => {
  it('cost what they would in one (FORMATS D2)', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 14 }), places, async (happenings, where) => {
        const one = tempFolder()
        const several = Array.from({ length: ROOTS }, () => tempFolder())
        let n = 0
        for (const [name, rows] of logsOf(happenings)) {
          if (rows.length === 0) continue
          const { root, copyIn, share } = where[n++]!
          const put = (slug: string, into: string, lines: readonly string[]): void => {
            const text = lines.map((line) => `${line}\n`).join('')
            for (const folder of [one, into]) writeText(join(folder, 'projects', slug, name), text)
          }
          put('-made-up', several[root]!, rows)
          if (copyIn !== null)
            put('-made-up-copy', several[copyIn]!, rows.slice(0, Math.ceil((rows.length * share) / 4)))
        }
        const whole = await openLedger()
        await whole.load(claudeCode, [one])
        const split = await openLedger()
        await split.load(claudeCode, several)
        const expected = await rowsOf(whole)
        expect(await rowsOf(split)).toEqual(expected)
        found += expected.filter(({ derived }) => derived).length
        // One by one, as the directories become known.
        const grown = await openLedger()
        for (let known = 1; known <= ROOTS; known++) await grown.load(claudeCode, several.slice(0, known))
        expect(await rowsOf(grown)).toEqual(expected)
        for (const ledger of [whole, split, grown]) ledger.close()
      }),
      RUNS,
    )
    expect(found).toBeGreaterThan(RUNS.numRuns / 5)
  }, 600_000)
})

async function rowsOf(ledger: Ledger): Promise<Row[]> {
  return (await ledger.scoped()).map(({ root: _, ...row }) => row)
}
