import { writeText } from '../../helpers/folders.ts'

/* Made-up rows of a transcript, with no more fields than the rules look at. */

export interface AssistantRow {
  readonly session?: string
  readonly id?: string | null
  readonly request?: string | null
  readonly uuid?: string
  readonly model?: string
  readonly time?: number
  readonly stop?: string | null
  readonly usage?: object
  /** Fields of the row beside its message. */
  readonly more?: object
}

export const T0 = Date.UTC(2026, 10, 1, 10)
export const at = (time: number): string => new Date(time).toISOString()

export function assistant(row: AssistantRow = {}): string {
  const {
    session = 'S',
    id = 'msg_1',
    request = 'req_1',
    uuid = `uuid-${id}`,
    model = 'claude-sonnet-4-5',
    time = T0,
    stop = 'end_turn',
  } = row
  return JSON.stringify({
    isSidechain: false,
    message: {
      ...(id === null ? {} : { id }),
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text: 'made up' }],
      stop_reason: stop,
      usage: row.usage ?? { input_tokens: 10, output_tokens: 50 },
    },
    ...(request === null ? {} : { requestId: request }),
    type: 'assistant',
    uuid,
    timestamp: at(time),
    cwd: '/made/up/project',
    gitBranch: 'main',
    version: '2.1.329',
    sessionId: session,
    ...row.more,
  })
}

export const user = (time = T0, text = 'made up', session = 'S'): string =>
  JSON.stringify({
    type: 'user',
    message: { role: 'user', content: text },
    uuid: `u-${time}`,
    timestamp: at(time),
    sessionId: session,
  })

export interface Running {
  readonly input?: number
  readonly output?: number
  readonly cacheRead?: number
  readonly written?: number
  readonly written1h?: number
  readonly searches?: number
  readonly thinking?: number
}

export const costState = (models: Readonly<Record<string, Running>>, session = 'S'): string =>
  JSON.stringify({
    type: 'cost-state',
    sessionId: session,
    totalCostUSD: 0.01,
    startTime: T0,
    modelUsage: Object.fromEntries(
      Object.entries(models).map(([model, running]) => [
        model,
        {
          inputTokens: running.input ?? 0,
          outputTokens: running.output ?? 0,
          cacheReadInputTokens: running.cacheRead ?? 0,
          cacheCreationInputTokens: running.written ?? 0,
          cacheCreationEphemeral1hInputTokens: running.written1h ?? 0,
          thinkingTokens: running.thinking ?? 0,
          webSearchRequests: running.searches ?? 0,
          costUSD: 0.01,
        },
      ]),
    ),
    hasUnknownModelCost: false,
  })

/** A transcript in a data directory. */
export const transcript = (root: string, session: string, rows: readonly string[], slug = '-made-up-project'): string =>
  writeText(`${root}/projects/${slug}/${session}.jsonl`, rows.map((row) => `${row}\n`).join(''))
