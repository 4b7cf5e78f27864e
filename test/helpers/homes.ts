import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf, tempFolder, writeText } from './folders.ts'

export const DEMO_HOME = join(import.meta.dirname, '../../demo/home')

/** A copy of the sample data that ships with the repository, which a test may change. */
export function demoHome(): string {
  const home = tempFolder()
  cpSync(DEMO_HOME, home, { recursive: true })
  return home
}

export interface MadeUp {
  readonly time: string
  readonly model?: string
  readonly cwd?: string
  readonly branch?: string
  readonly session?: string
  readonly input?: number
  readonly output?: number
  readonly cacheRead?: number
}

/** A home with one transcript of Claude Code, one request a record, each its own. */
export function homeWith(requests: readonly MadeUp[]): string {
  const home = tempFolder()
  writeText(
    join(home, '.claude/projects/-work/session.jsonl'),
    linesOf(requests.map((request, i) => recordOf(request, i))),
  )
  return home
}

export const recordOf = (request: MadeUp, index: number): string =>
  JSON.stringify({
    parentUuid: null,
    isSidechain: false,
    type: 'assistant',
    message: {
      id: `msg_${index}`,
      type: 'message',
      role: 'assistant',
      model: request.model ?? 'claude-sonnet-4-5',
      content: [],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: request.input ?? 1000,
        output_tokens: request.output ?? 100,
        ...(request.cacheRead !== undefined && { cache_read_input_tokens: request.cacheRead }),
      },
    },
    requestId: `req_${index}`,
    uuid: `uuid-${index}`,
    timestamp: request.time,
    cwd: request.cwd ?? '/code/app',
    sessionId: request.session ?? 'session',
    version: '2.1.329',
    gitBranch: request.branch ?? 'main',
  })
