import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, RimuruError } from '../core/errors.ts'
import { PREFIX } from '../plugin-sdk/messages.ts'
import type { Calls } from '../plugin-sdk/messages.ts'
import { TooLargeError } from '../plugin-sdk/channel.ts'
import { answerOf } from './answers.ts'
import { abortable, LateError, LostError } from './connection.ts'
import { beginLife, endLife, SHUTDOWN_MS, stopLife } from './life.ts'
import type { HostOptions, Life } from './life.ts'
import { clean } from './logs.ts'
import { PluginError } from './plugin-error.ts'
import type { Mask } from './secrets.ts'
import type { CallFailure, CallOptions, PluginPlan, RunningPlugin, StopReport } from './types.ts'

/** How long before it is started again, the first and the second time. There is no third. */
const RESTARTS_MS = [250, 1_000]

/** Starts a plugin at once and waits for nothing: the first call does. */
export function startPlugin(plan: PluginPlan, options: HostOptions): RunningPlugin {
  const { id } = plan.plugin.manifest
  const { store, log } = options
  const stopping = new AbortController()
  let restarts = 0
  let off: string | null = null
  let stopped: Promise<StopReport> | null = null
  /** Null while it is replaced: several calls may fail with it, and each asks for another. */
  let current: Life | null = beginLife(plan, options)
  let life = Promise.resolve(current)

  /** Ends what runs now, and starts it again as often as that is allowed. */
  async function replace(broken: Life, reason: string, hopeless: boolean): Promise<void> {
    broken.connection.close(reason)
    if (current !== broken || stopped) return
    current = null
    const delay = hopeless ? undefined : RESTARTS_MS[restarts]
    if (delay === undefined) {
      off = reason
      life = endLife(broken).then(() => broken)
      say(`${reason}; off for the rest of this run`)
      return
    }
    restarts += 1
    life = restart(broken, delay)
    // Told by the next call, where there is one.
    life.catch(() => undefined)
    say(`${reason}; started again (${restarts} of ${RESTARTS_MS.length})`)
    await store.record(id, { kind: 'restart' }).catch(() => undefined)
  }

  async function restart(broken: Life, delay: number): Promise<Life> {
    await endLife(broken)
    await sleep(delay, undefined, { signal: stopping.signal }).catch(() => undefined)
    if (stopping.signal.aborted) return broken
    current = beginLife(plan, options)
    return current
  }

  async function living(signal: AbortSignal | undefined): Promise<Life> {
    signal?.throwIfAborted()
    const now = await abortable(life, signal)
    if (stopped) throw new PluginError(id, 'disabled', 'it was stopped')
    if (off !== null) throw new PluginError(id, 'disabled', `it is off for the rest of this run: ${off}`)
    return now
  }

  async function call<Name extends keyof Calls>(
    name: Name,
    body: Calls[Name]['body'],
    calls: CallOptions = {},
  ): Promise<Calls[Name]['answer']> {
    const now = await living(calls.signal)
    const timeoutMs = calls.timeoutMs ?? plan.timeoutMs
    let isReady = false
    try {
      await abortable(now.begun, calls.signal)
      isReady = true
      const request = { method: 'POST', path: `${PREFIX}${name}`, headers: {}, body: JSON.stringify(body) }
      const options = { ...calls, progress: masked(calls.progress, now.mask), timeoutMs }
      const response = await abortable(now.connection.call(request, options), calls.signal)
      const answer = answerOf(id, name, response, now.mask)
      await store.record(id, { kind: 'call' }).catch(() => undefined)
      return answer
    } catch (error) {
      calls.signal?.throwIfAborted()
      // What the host itself could not do is not the plugin's failure.
      if (error instanceof RimuruError && !(error instanceof PluginError)) throw error
      const problem = problemOf(error, name, now.mask, isReady)
      if (ENDED.has(problem.failure)) {
        await replace(now, problem.said, error instanceof LostError && error.hopeless)
      }
      await store.record(id, { kind: 'failure', message: problem.said }).catch(() => undefined)
      throw problem
    }
  }

  function problemOf(error: unknown, name: string, mask: Mask, isReady: boolean): PluginError & { said: string } {
    const wrap = (problem: PluginError, said: string): PluginError & { said: string } =>
      Object.assign(problem, { said })
    if (error instanceof PluginError) return wrap(error, clean(error.message))
    const what =
      error instanceof LateError
        ? 'timeout'
        : error instanceof LostError
          ? isReady
            ? 'lost'
            : 'unstarted'
          : error instanceof TooLargeError
            ? 'refused'
            : 'error'
    const message = mask(messageOf(error))
    const said = `${clean(message).slice(0, 500)} (in ${name})`
    // The chain of causes is shown to whoever debugs.
    const cause = message === messageOf(error) ? { cause: error } : {}
    return wrap(new PluginError(id, what, said, { hint: HINTS[what], ...cause }), said)
  }

  async function stop(): Promise<StopReport> {
    stopping.abort()
    const last = await life.catch(() => null)
    if (last === null) return { clean: true, leftovers: 0, restarts }
    const { clean: ended, leftovers } = await stopLife(last)
    if (!ended) say(`it did not end within ${SHUTDOWN_MS / 1000} s of being asked to, and was killed`)
    if (leftovers > 0) say(`it left ${leftovers} process${leftovers === 1 ? '' : 'es'} behind, killed now`)
    return { clean: ended, leftovers, restarts }
  }

  const say = (message: string): void => log({ plugin: id, source: 'host', level: 'warning', message })

  return { id, call, stop: () => (stopped ??= stop()) }
}

const masked = (tell: CallOptions['progress'], mask: Mask): CallOptions['progress'] =>
  tell && ((done, total, message) => tell(done, total, message === null ? null : mask(message)))

const ENDED: ReadonlySet<CallFailure> = new Set(['unstarted', 'lost', 'timeout'])

const HINTS = {
  refused: 'choose a shorter period, or fewer rows',
  timeout: 'raise timeoutMs of this plugin in the config if it needs longer',
  unstarted: 'its log says more: rimuru plugins info shows where it is',
  lost: 'its log says more: rimuru plugins info shows where it is',
  error: 'its log says more: rimuru plugins info shows where it is',
} as const
