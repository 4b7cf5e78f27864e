import fc from 'fast-check'
import { expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { places, rowsHoweverSpread, RUNS } from '../../helpers/spread.ts'
import type { SpreadLog } from '../../helpers/spread.ts'
import { assistant, costState, T0, user } from './rows.ts'

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

interface Session {
  readonly id: string
  readonly rows: { text: (session: string, payer: string | null) => string }[]
  readonly spawned: string[]
  input: number
  output: number
}

const logAt = (name: string, lines: readonly string[]): SpreadLog => ({
  path: `projects/-made-up/${name}`,
  copyPath: `projects/-made-up-copy/${name}`,
  lines,
})

/** What some sessions of an agent leave behind. */
function logsOf(happenings: readonly Happening[]): SpreadLog[] {
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
  return sessions.flatMap(({ id, rows, spawned }) =>
    [
      logAt(
        `${id}.jsonl`,
        rows.map(({ text }) => text(id, null)),
      ),
      logAt(`${id}/subagents/agent-${id}x.jsonl`, spawned),
    ].filter(({ lines }) => lines.length > 0),
  )
}

it('sessions that lie in several data directories cost what they would in one (FORMATS D2)', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 14 }), places, async (happenings, where) => {
      const rows = await rowsHoweverSpread(claudeCode, logsOf(happenings), where)
      found += rows.filter(({ derived }) => derived).length
    }),
    RUNS,
  )
  expect(found).toBeGreaterThan(RUNS.numRuns / 5)
}, 600_000)
