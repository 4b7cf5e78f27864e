import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, RimuruError, systemCodeOf } from '../core/errors.ts'
import { makeStateFolder } from '../platform/folders.ts'
import { killLeftovers } from './groups.ts'
import { unwatchGroup, watchGroup } from './guardian.ts'
import { readOutput } from './logs.ts'
import type { Mask } from './secrets.ts'
import type { LogLine, SpawnPlan } from './types.ts'

export interface PluginProcess {
  /** The host's end of the socket on fd 3; null where the plan has none. */
  readonly socket: Socket | null
  /** Settles with how it ended, in words; never rejects. */
  readonly ended: Promise<string>
  readonly isOver: () => boolean
  /** It could not be started at all. */
  readonly failed: boolean
  /** Kills what is left of it and its group; how many processes that were, itself not counted once it ended. */
  kill(): Promise<number>
}

export interface ProcessOptions {
  readonly plugin: string
  readonly instance: string
  readonly plan: SpawnPlan
  readonly env: Readonly<Record<string, string>>
  readonly withFd: boolean
  readonly log: (line: LogLine) => void
  readonly mask: Mask
}

/** What it said last is still on its way; a process that took its end of the line with it is not waited for. */
export const LAST_WORDS_MS = 200

/** Starts a plugin in a process group of its own, with the environment of its plan and nothing else. */
export function startProcess({ plugin, instance, plan, env, withFd, log, mask }: ProcessOptions): PluginProcess {
  makeOwnFolder(plugin, plan.dataDir)
  const [command = '', ...args] = plan.argv
  const child = spawn(command, args, {
    cwd: plan.cwd,
    env: { ...plan.env, ...env },
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(withFd ? ['pipe' as const] : [])],
  })
  const outputs = [
    readOutput(child.stdout!, plugin, 'stdout', log, mask),
    readOutput(child.stderr!, plugin, 'stderr', log, mask),
  ]
  const { pid } = child
  if (pid !== undefined) watchGroup(pid, instance)
  let over = false
  const ended = endOf(child, command).then((words) => {
    over = true
    return words
  })
  return {
    // A pipe that the child inherits is a socket at this end.
    socket: (child.stdio[3] as Socket | undefined) ?? null,
    ended,
    isOver: () => over,
    failed: pid === undefined,
    async kill() {
      if (pid === undefined) return 0
      const left = await killLeftovers(pid, instance)
      unwatchGroup(pid)
      if (left > 0 && !over) await ended
      await Promise.race([Promise.all(outputs), sleep(LAST_WORDS_MS, undefined, { ref: false })])
      for (const stream of [child.stdout, child.stderr]) stream?.destroy()
      await Promise.all(outputs)
      return left
    },
  }
}

function makeOwnFolder(plugin: string, path: string): void {
  try {
    makeStateFolder(path)
  } catch (cause) {
    throw new RimuruError('E8001', `plugin ${plugin}: its folder cannot be made: ${messageOf(cause)}`, {
      where: path,
      cause,
    })
  }
}

const endOf = (child: ChildProcess, command: string): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(spawnProblem(error, command)))
    child.once('exit', (code, signal) =>
      resolve(signal ? `its process was ended by ${signal}` : `its process ended with exit code ${code}`),
    )
  })

function spawnProblem(error: Error, command: string): string {
  const code = systemCodeOf(error)
  if (code === 'ENOENT') return `its command was not found: ${command}`
  if (code === 'EACCES') return `its command may not be executed: ${command}`
  return `it could not be started: ${error.message}`
}
