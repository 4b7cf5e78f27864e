import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { writeText } from '../../helpers/folders.ts'
import { assistant, costState, T0, transcript } from './rows.ts'
import type { Running } from './rows.ts'

/* Made-up sessions with running totals, loaded in up to three steps. */

export const MODEL = 'claude-sonnet-4-5'
export const MINUTE = 60_000

/** A response with `input` tokens and one of output. */
export const call = (session: string, n: number, input: number, more: object = {}): string =>
  assistant({
    session,
    id: `msg_${n}`,
    request: `req_${n}`,
    time: T0 + n * MINUTE,
    usage: { input_tokens: input, output_tokens: 1 },
    more,
  })
export const running = (session: string, input: number, output: number, more: Running = {}): string =>
  costState({ [MODEL]: { input, output, ...more } }, session)

/** As `call`, from a proxy that gives all of them one id. */
export const same = (session: string, n: number, input: number, more: object = {}): string =>
  call(session, n, input, more).replace(`"msg_${n}"`, '"msg_proxy"')

export type Step = (root: string) => void
export const write =
  (session: string, rows: readonly string[]): Step =>
  (root) =>
    void transcript(root, session, rows)

export const subagentOf =
  (session: string): Step =>
  (root) =>
    void writeText(
      `${root}/projects/-made-up-project/${session}/subagents/agent-x.jsonl`,
      `${call(session, 3, 40, { agentId: 'x', isSidechain: true })}\n`,
    )

/** Up to three loads of a data directory each; without a second step nothing changes. */
export type Cases = Readonly<Record<string, readonly Step[]>>

export const loadTotals = (cases: Cases): Promise<LoadedCases> => {
  const step = (i: number) => (name: string, root: string) => cases[name]![i]?.(root)
  return loadCases(claudeCode, Object.keys(cases), step(0), step(1), step(2))
}

/** What the totals hold beyond the records. */
export const derivedIn = (cases: LoadedCases, name: string) =>
  cases
    .of(name)
    .entries.filter((row) => row.derived === true)
    .map(({ session, model, input }) => ({ session, model, input: Number(input) }))
