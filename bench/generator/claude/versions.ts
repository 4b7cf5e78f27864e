/** How a release of Claude Code writes its transcripts. */
export interface ClaudeVersion {
  readonly name: string
  /** Early rows of a response carry a small output count, only the last row the final one. */
  readonly streamsPartials: boolean
  /** Cache writes are split into five minutes and one hour. */
  readonly splitsCacheWrites: boolean
  readonly envelope: 'first' | 'last'
  /** Where a sub-agent's rows go: into the session's own file, beside it, or into its folder. */
  readonly subagents: 'inline' | 'beside' | 'nested'
  readonly costState: boolean
  readonly requestLog: boolean
  /** Copied rows of a fork name the session that paid. */
  readonly marksCopies: boolean
}

const OLDER = {
  streamsPartials: true,
  splitsCacheWrites: true,
  envelope: 'first',
  subagents: 'nested',
  costState: false,
  requestLog: false,
  marksCopies: false,
} as const
const NEWER = {
  streamsPartials: false,
  splitsCacheWrites: true,
  envelope: 'last',
  subagents: 'nested',
  costState: true,
  requestLog: false,
  marksCopies: false,
} as const

export const CLAUDE_VERSIONS: readonly ClaudeVersion[] = [
  { ...OLDER, name: '1.0.128', splitsCacheWrites: false, subagents: 'inline' },
  { ...OLDER, name: '2.0.14', subagents: 'beside' },
  { ...OLDER, name: '2.1.76' },
  { ...NEWER, name: '2.1.270' },
  { ...NEWER, name: '2.1.300', requestLog: true },
  { ...NEWER, name: '2.1.329', requestLog: true, marksCopies: true },
]

/** Dollars for a million tokens: input, output, 5 min write, 1 h write, read; for the cost that the agent records itself. */
export const CLAUDE_PRICES: Readonly<Record<string, readonly [number, number, number, number, number]>> = {
  'claude-sonnet-4-5-20250929': [3, 15, 3.75, 6, 0.3],
  'claude-opus-4-5-20251101': [5, 25, 6.25, 10, 0.5],
  'claude-haiku-4-5-20251001': [1, 5, 1.25, 2, 0.1],
  'claude-opus-4-8': [5, 25, 6.25, 10, 0.5],
  'claude-sonnet-5': [2, 10, 2.5, 4, 0.2],
}
export const CLAUDE_MODELS = Object.keys(CLAUDE_PRICES)
export const SUBAGENT_MODEL = 'claude-haiku-4-5-20251001'
