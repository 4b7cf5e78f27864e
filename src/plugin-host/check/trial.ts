import { PREFIX } from '../../plugin-sdk/messages.ts'
import type { CallName, Calls, HttpResponse } from '../../plugin-sdk/messages.ts'
import { answerOf } from '../answers.ts'
import { LateError } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { beginLife, endLife, stopLife } from '../life.ts'
import type { Life } from '../life.ts'
import { memoryStore } from '../memory-store.ts'
import { maskOf } from '../secrets.ts'
import type { CallOptions, LogLine, PluginPlan } from '../types.ts'

/** For each call: a check has little data. */
const CALL_MS = 5_000

export interface Trial {
  /** Rejects with why it never got ready. */
  begun(): Promise<void>
  call<Name extends CallName>(
    name: Name,
    body: Calls[Name]['body'],
    options?: CallOptions,
  ): Promise<Calls[Name]['answer']>
  /** Any request, and whatever answer. */
  ask(method: string, path: string, body?: string | null): Promise<HttpResponse>
  /** The connection, for what no host would do. */
  use<Result>(work: (life: Life, connection: Connection) => Promise<Result>): Promise<Result>
  /** A call has taken too long: others would too. */
  readonly hung: boolean
  /** Ends it. What comes after starts it anew. */
  stop(): ReturnType<typeof stopLife>
  readonly lines: readonly LogLine[]
}

/** A plugin that is started for a check. One that breaks is started anew for what comes after. */
export function startTrial(plan: PluginPlan, offline: boolean): Trial {
  const { id } = plan.plugin.manifest
  const lines: LogLine[] = []
  const host = { store: memoryStore(), runId: 'check', offline, log: (line: LogLine) => void lines.push(line) }
  const mask = maskOf(plan.spawn.secrets)
  let life: Life | null = beginLife(plan, host)
  let hung = false

  async function use<Result>(work: (life: Life, connection: Connection) => Promise<Result>): Promise<Result> {
    life ??= beginLife(plan, host)
    const now = life
    try {
      await now.begun
      return await work(now, now.connection)
    } catch (error) {
      hung ||= error instanceof LateError
      life = null
      now.connection.close('the check goes on without it')
      await endLife(now)
      throw error
    }
  }

  const send = (method: string, path: string, body: string | null, options: CallOptions = {}): Promise<HttpResponse> =>
    use((_, connection) => connection.call({ method, path, headers: {}, body }, { ...options, timeoutMs: CALL_MS }))

  return {
    lines,
    get hung() {
      return hung
    },
    begun: () => use(async () => undefined),
    async call(name, body, options) {
      return answerOf(id, name, await send('POST', `${PREFIX}${name}`, JSON.stringify(body), options), mask)
    },
    ask: (method, path, body = null) => send(method, path, body),
    use,
    async stop() {
      const now = life ?? beginLife(plan, host)
      life = null
      await now.begun.catch(() => undefined)
      return stopLife(now)
    },
  }
}
