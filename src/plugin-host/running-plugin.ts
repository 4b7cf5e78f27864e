import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../core/errors.ts'
import { PREFIX, PROTOCOL_VERSION } from '../plugin-sdk/messages.ts'
import type { Calls, HttpResponse } from '../plugin-sdk/messages.ts'
import { TooLargeError } from '../plugin-sdk/channel.ts'
import { answerOf } from './answers.ts'
import { connectFd } from './connect-fd.ts'
import { connectSocket } from './connect-socket.ts'
import { LateError, LostError } from './connection.ts'
import type { Connection } from './connection.ts'
import { serveRequest } from './host-services.ts'
import { clean, lineBudget } from './logs.ts'
import { PluginError } from './plugin-error.ts'
import { startProcess } from './process.ts'
import type { PluginProcess } from './process.ts'
import type { CallOptions, LogLine, PluginPlan, PluginStore, RunningPlugin, StopReport } from './types.ts'

export interface HostOptions {
  readonly store: PluginStore
  readonly runId: string
  readonly log: (line: LogLine) => void
}

/** How long before it is started again, the first and the second time. There is no third. */
const RESTARTS_MS = [250, 1_000]
/** How long it has to end by itself. */
const SHUTDOWN_MS = 2_000

interface Life {
  readonly process: PluginProcess
  readonly connection: Connection
  readonly folder: string
  /** Ready and told of its config; rejects with why that never came to be. */
  readonly begun: Promise<void>
}

/** Starts a plugin at once and waits for nothing: the first call does. */
export function startPlugin(plan: PluginPlan, options: HostOptions): RunningPlugin {
  const { id } = plan.plugin.manifest
  const { store, log } = options
  let restarts = 0
  let stopped: Promise<StopReport> | null = null
  let life = Promise.resolve(begin(plan, options))

  /** Ends what runs now, and starts it again as often as that is allowed. */
  async function replace(broken: Life, reason: string): Promise<void> {
    broken.connection.close(reason)
    if ((await life) !== broken || stopped) return
    const delay = RESTARTS_MS[restarts]
    if (delay === undefined) return
    restarts += 1
    life = end(broken)
      .then(() => sleep(delay))
      .then(() => begin(plan, options))
    say(`${reason}; started again (${restarts} of ${RESTARTS_MS.length})`)
    await store.record(id, { kind: 'restart' }).catch(() => undefined)
  }

  async function call<Name extends keyof Calls>(
    name: Name,
    body: Calls[Name]['body'],
    calls: CallOptions = {},
  ): Promise<Calls[Name]['answer']> {
    if (stopped) throw new PluginError(id, 'disabled', 'it was stopped')
    calls.signal?.throwIfAborted()
    const now = await life
    const timeoutMs = calls.timeoutMs ?? plan.timeoutMs
    const began = performance.now()
    try {
      await now.begun
      const request = { method: 'POST', path: `${PREFIX}${name}`, headers: {}, body: JSON.stringify(body) }
      const response = await abortable(now.connection.call(request, { ...calls, timeoutMs }), calls.signal)
      const answer = answerOf(id, name, response)
      await store.record(id, { kind: 'call', ms: performance.now() - began }).catch(() => undefined)
      return answer
    } catch (error) {
      calls.signal?.throwIfAborted()
      const problem = problemOf(error, name)
      if (problem.failure === 'lost' || problem.failure === 'timeout') await replace(now, problem.said)
      await store.record(id, { kind: 'failure', message: problem.said }).catch(() => undefined)
      throw problem
    }
  }

  function problemOf(error: unknown, name: string): PluginError & { said: string } {
    const wrap = (problem: PluginError, said: string): PluginError & { said: string } =>
      Object.assign(problem, { said })
    if (error instanceof PluginError) return wrap(error, clean(error.message))
    const what =
      error instanceof LateError
        ? 'timeout'
        : error instanceof LostError
          ? 'lost'
          : error instanceof TooLargeError
            ? 'refused'
            : 'error'
    const said = `${clean(messageOf(error)).slice(0, 500)} (in ${name})`
    return wrap(new PluginError(id, what, said, { hint: HINTS[what], cause: error }), said)
  }

  async function stop(): Promise<StopReport> {
    const now = await life
    if (!now.process.isOver()) {
      await Promise.race([
        now.begun.then(() => now.connection.shutdown()).catch(() => undefined),
        sleep(SHUTDOWN_MS, undefined, { ref: false }),
      ])
      await Promise.race([now.process.ended, sleep(SHUTDOWN_MS, undefined, { ref: false })])
    }
    const clean = now.process.isOver()
    now.connection.close('it was stopped')
    const left = await end(now)
    if (!clean) say(`it did not end within ${SHUTDOWN_MS / 1000} s of being asked to, and was killed`)
    const leftovers = clean ? left : left - 1
    if (leftovers > 0) say(`it left ${leftovers} process${leftovers === 1 ? '' : 'es'} behind, killed now`)
    return { clean, leftovers: Math.max(0, leftovers), restarts }
  }

  const say = (message: string): void => log({ plugin: id, source: 'host', level: 'warning', message })

  return { id, call, stop: () => (stopped ??= stop()) }
}

const HINTS = {
  refused: 'choose a shorter period, or fewer rows',
  timeout: 'raise timeoutMs of this plugin in the config if it needs longer',
  lost: 'its log says more: rimuru plugins info shows where it is',
  error: 'its log says more: rimuru plugins info shows where it is',
} as const

/** Everything of one process of the plugin, from its start to the end of it. */
function begin(plan: PluginPlan, options: HostOptions): Life {
  const { manifest } = plan.plugin
  const instance = randomUUID()
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-'))
  const onSocket = manifest.runtime.transport === 'socket'
  const path = onSocket ? join(folder, 's') : ''
  const log = (line: LogLine): void => options.log(line)
  const logged = lineBudget(manifest.id, 'log', log)
  const process = startProcess({
    plugin: manifest.id,
    instance,
    plan: plan.spawn,
    env: {
      RIMURU_INSTANCE_ID: instance,
      TORU_INSTANCE_ID: instance,
      ...(onSocket ? { TORU_PLUGIN_SOCKET: path, RIMURU_PLUGIN_SOCKET: path } : { RIMURU_PLUGIN_FD: '3' }),
    },
    withFd: !onSocket,
    log,
  })
  const connection = onSocket
    ? connectSocket({ path, inbox: folder, isOver: process.isOver })
    : connectFd({
        socket: process.socket!,
        serve: (type, payload) => serveRequest(plan, options.store, type, payload),
        log: ({ level, message, fields }) =>
          logged.say({ plugin: manifest.id, source: 'log', level, message: clean(message).slice(0, 8192), fields }),
      })
  // How it ended says more than that its connection did.
  void process.ended.then((words) => {
    connection.close(words)
    logged.end()
  })
  const begun = connection.ready.then(() =>
    connection.init({
      type: 'lifecycle',
      action: 'init',
      instance_id: instance,
      plugin_socket: path,
      log_path: '',
      protocol: PROTOCOL_VERSION,
      run_id: options.runId,
      config: plan.config,
      data_dir: plan.spawn.dataDir,
      grants: plan.spawn.grants,
      limits: { timeout_ms: plan.timeoutMs },
    }),
  )
  begun.catch(() => undefined)
  return { process, connection, folder, begun }
}

async function end({ process, folder }: Life): Promise<number> {
  const left = await process.kill()
  rmSync(folder, { recursive: true, force: true })
  return left
}

const abortable = (answer: Promise<HttpResponse>, signal: AbortSignal | undefined): Promise<HttpResponse> => {
  if (!signal) return answer
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([answer, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
