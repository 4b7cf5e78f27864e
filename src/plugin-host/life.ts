import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platform } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../platform/folders.ts'
import { PROTOCOL_VERSION } from '../plugin-sdk/messages.ts'
import { connectFd } from './connect-fd.ts'
import { connectSocket } from './connect-socket.ts'
import type { Connection } from './connection.ts'
import { serveRequest } from './host-services.ts'
import { lineBudget, logLineOf } from './logs.ts'
import { LAST_WORDS_MS, startProcess } from './process.ts'
import type { PluginProcess } from './process.ts'
import { maskOf } from './secrets.ts'
import type { Mask } from './secrets.ts'
import type { LogLine, PluginPlan, PluginStore } from './types.ts'

export interface HostOptions {
  readonly store: PluginStore
  /** No network is used: requests of plugins are refused. */
  readonly offline?: boolean | undefined
  readonly runId: string
  readonly log: (line: LogLine) => void
}

export interface Life {
  readonly process: PluginProcess
  readonly connection: Connection
  /** Stars for what this plugin knows and nobody else should. */
  readonly mask: Mask
  /** Where its Unix socket is, and rows for it; null on fd 3, which needs no place. */
  readonly folder: string | null
  /** Ready and told of its config; rejects with why that never came to be. */
  readonly begun: Promise<void>
  /** It has ended, and all that it said has been heard. */
  readonly over: Promise<void>
}

/** Everything of one process of the plugin, from its start to the end of it. */
export function beginLife(plan: PluginPlan, options: HostOptions): Life {
  const { manifest } = plan.plugin
  const instance = randomUUID()
  const ending = new AbortController()
  const onSocket = manifest.runtime.transport === 'socket'
  const folder = onSocket ? temporaryFolder('rimuru-wire-', shortFolder()) : null
  const path = folder === null ? '' : join(folder, 's')
  const { log } = options
  const mask = maskOf(plan.spawn.secrets)
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
    mask,
  })
  const connection = folder
    ? connectSocket({ path, inbox: folder, isOver: process.isOver })
    : connectFd({
        socket: process.socket!,
        serve: (type, payload) => serveRequest(plan, options, type, payload, ending.signal),
        log: (payload) => logged.say(logLineOf(manifest.id, payload, mask)),
      })
  const over = process.ended.then(async (words) => {
    await heard(process)
    // How it ended says more than that its connection did.
    connection.close(words, process.failed)
    ending.abort()
    logged.end()
  })
  const begun = connection.ready.then(() =>
    connection.init({
      type: 'lifecycle',
      action: 'init',
      instance_id: instance,
      plugin_socket: path,
      // What it writes there itself is its own: the host's log of it is another file.
      log_path: join(plan.spawn.dataDir, 'own.log'),
      protocol: PROTOCOL_VERSION,
      run_id: options.runId,
      config: plan.config,
      data_dir: plan.spawn.dataDir,
      grants: plan.spawn.grants,
      limits: { timeout_ms: plan.timeoutMs },
    }),
  )
  begun.catch(() => undefined)
  return { process, connection, mask, folder, begun, over }
}

/** Until its end of the socket is closed, and so everything read that it wrote. */
const heard = ({ socket }: PluginProcess): Promise<unknown> =>
  !socket || socket.closed
    ? Promise.resolve()
    : Promise.race([
        new Promise((resolve) => socket.once('close', resolve)),
        sleep(LAST_WORDS_MS, undefined, { ref: false }),
      ])

/** The path of a Unix socket has room for 107 bytes. */
const shortFolder = (): string => (Buffer.byteLength(tmpdir()) > 80 && platform !== 'win32' ? '/tmp' : tmpdir())

/** How long it has to end by itself. */
export const SHUTDOWN_MS = 2_000

/** Asks it to end, waits, closes the connection and kills what is left. */
export async function stopLife(life: Life): Promise<{ readonly clean: boolean; readonly leftovers: number }> {
  const { process, connection, begun, over } = life
  const late = sleep(SHUTDOWN_MS, undefined, { ref: false })
  if (!process.isOver()) {
    await Promise.race([begun.then(() => connection.shutdown()).catch(() => undefined), late])
    await Promise.race([over, late])
  }
  const clean = process.isOver()
  connection.close('it was stopped')
  const left = await endLife(life)
  return { clean, leftovers: Math.max(0, clean ? left : left - 1) }
}

/** Kills what is left of it; how many processes that were. */
export async function endLife({ process, folder }: Life): Promise<number> {
  const left = await process.kill()
  if (folder !== null) rmSync(folder, { recursive: true, force: true })
  return left
}
