import { messageOf } from '../../core/errors.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { PluginMetadata } from '../../plugin-sdk/types.ts'
import type { SocketConnection } from '../connect-socket.ts'
import { askMetadata } from '../metadata.ts'
import { SHUTDOWN_MS } from '../life.ts'
import type { Life } from '../life.ts'
import type { PluginPlan } from '../types.ts'
import type { Checks } from './checks.ts'
import type { Trial } from './trial.ts'

/** What every plugin of the protocol has to do, whoever wrote it for whatever host. */

export async function checkMetadata(checks: Checks, plan: PluginPlan): Promise<PluginMetadata | null> {
  let metadata: PluginMetadata | null = null
  await checks.run('metadata', async () => {
    const { spawn, plugin } = plan
    const { id, version, kind } = plugin.manifest
    const said = await askMetadata(spawn.argv, spawn.env, plugin.folder, id)
    if (said.id !== id) throw new Error(`--metadata says its id is "${said.id}", the manifest "${id}"`)
    if (said.version !== version) {
      throw new Error(`--metadata says its version is ${said.version}, the manifest ${version}`)
    }
    if (said.kind && kind && said.kind !== kind) {
      throw new Error(`--metadata says it is a ${said.kind}, the manifest a ${kind}`)
    }
    metadata = said
    return `${said.name} ${said.version}`
  })
  return metadata
}

export const checkStart = (checks: Checks, trial: Trial, plan: PluginPlan): Promise<boolean> =>
  checks.run('start', async () => {
    await trial.begun()
    return plan.plugin.manifest.runtime.transport === 'fd' ? 'it said hello on fd 3' : 'it listens on its socket'
  })

export const checkHttp = (checks: Checks, trial: Trial): Promise<boolean> =>
  checks.run('http', async () => `GET / is answered with ${(await trial.ask('GET', '/')).status}`)

/** Keys that a plugin keeps itself: hosts of the base protocol ask for them. */
export const checkKeys = (checks: Checks, trial: Trial): Promise<boolean> =>
  checks.run('kv', () =>
    trial.use(async (_, connection) => {
      const { kv } = connection as SocketConnection
      await kv('Set', 'check', '1')
      const value = await kv('Get', 'check')
      await kv('Delete', 'check')
      return value === '1' ? 'set, read and deleted' : 'answered, and kept nothing'
    }),
  )

/** A length that no frame may have, and no frame behind it. */
const BROKEN_FRAME = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b, 0x00])
const BROKEN_MS = 3_000

export const checkBrokenFrame = (checks: Checks, trial: Trial, plan: PluginPlan): Promise<boolean> =>
  checks.run('broken frame', async () => {
    if (plan.plugin.manifest.runtime.transport === 'fd') return trial.use((life) => breakFd(life))
    await trial.use(({ folder }) => breakSocket(join(folder!, 's')))
    await trial.ask('GET', '/').catch((error: unknown) => {
      throw new Error(`it answers no more after a frame that announces 4 GB: ${messageOf(error)}`, { cause: error })
    })
    return 'it goes on after a frame that announces 4 GB'
  })

async function breakFd({ process }: Life): Promise<string> {
  const closed = new Promise<string>((resolve) => process.socket?.once('close', () => resolve('it closed')))
  process.socket?.write(BROKEN_FRAME)
  const end = await Promise.race([process.ended, closed, sleep(BROKEN_MS, null, { ref: false })])
  if (end === null) throw new Error('it waits for the rest of a frame that announces 4 GB')
  return 'it ends at a frame that announces 4 GB'
}

const breakSocket = (path: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(path, () => socket.end(BROKEN_FRAME))
    // It may break the connection, which is as good.
    socket.on('error', () => resolve())
    socket.once('close', () => resolve())
    socket.resume()
    setTimeout(() => socket.destroy(), 500).unref()
  })

export async function checkEnd(checks: Checks, trial: Trial): Promise<void> {
  const { clean, leftovers } = await trial.stop()
  await checks.run('shutdown', () => {
    if (!clean) throw new Error(`it did not end within ${SHUTDOWN_MS / 1000} s of being asked to`)
    return 'it ended by itself'
  })
  await checks.run('leftovers', () => {
    if (leftovers > 0) throw new Error(`it left ${leftovers === 1 ? 'a process' : `${leftovers} processes`} behind`)
    return 'no process was left'
  })
}

export const checkOutput = (checks: Checks, trial: Trial): Promise<boolean> =>
  checks.run('output', () => {
    const dropped = trial.lines.find(({ source, message }) => source === 'host' && message.endsWith('were dropped'))
    if (dropped) throw new Error(`it says more than anybody reads: ${dropped.message}`)
    return plural(trial.lines.length)
  })

const plural = (lines: number): string => `${lines} line${lines === 1 ? '' : 's'} of log`
