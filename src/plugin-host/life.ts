import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PROTOCOL_VERSION } from '../plugin-sdk/messages.ts'
import { connectFd } from './connect-fd.ts'
import { connectSocket } from './connect-socket.ts'
import type { Connection } from './connection.ts'
import { serveRequest } from './host-services.ts'
import { clean, lineBudget } from './logs.ts'
import { startProcess } from './process.ts'
import type { PluginProcess } from './process.ts'
import type { LogLine, PluginPlan, PluginStore } from './types.ts'

export interface HostOptions {
  readonly store: PluginStore
  readonly runId: string
  readonly log: (line: LogLine) => void
}

export interface Life {
  readonly process: PluginProcess
  readonly connection: Connection
  readonly folder: string
  /** Ready and told of its config; rejects with why that never came to be. */
  readonly begun: Promise<void>
}

/** Everything of one process of the plugin, from its start to the end of it. */
export function beginLife(plan: PluginPlan, options: HostOptions): Life {
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

/** How long it has to end by itself. */
export const SHUTDOWN_MS = 2_000

/** Asks it to end, waits, closes the connection and kills what is left. */
export async function stopLife(life: Life): Promise<{ readonly clean: boolean; readonly leftovers: number }> {
  const { process, connection, begun } = life
  const wait = (): Promise<void> => sleep(SHUTDOWN_MS, undefined, { ref: false })
  if (!process.isOver()) {
    await Promise.race([begun.then(() => connection.shutdown()).catch(() => undefined), wait()])
    await Promise.race([process.ended, wait()])
  }
  const clean = process.isOver()
  connection.close('it was stopped')
  const left = await endLife(life)
  return { clean, leftovers: Math.max(0, clean ? left : left - 1) }
}

/** Kills what is left of it; how many processes that were. */
export async function endLife({ process, folder }: Life): Promise<number> {
  const left = await process.kill()
  rmSync(folder, { recursive: true, force: true })
  return left
}
