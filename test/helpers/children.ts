import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Row, Totals } from './dump.ts'

export interface ChildLoad {
  readonly totals: Totals
  readonly files: readonly Row[]
  readonly failed: readonly { path: string; reason: string }[]
  readonly filesRead: number
}

const SCRIPT = join(import.meta.dirname, 'load-child.ts')
const NOBODY = 65534

export const startScript = (script: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  spawn(process.execPath, [script, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })

export const startLoad = (args: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  startScript(SCRIPT, args, options)

/** Loads in a process of its own and hands back what it found there. */
export async function loadInChild(args: readonly string[], options: SpawnOptions = {}): Promise<ChildLoad> {
  const child = startLoad(args, options)
  const [out, errors, code] = await Promise.all([text(child.stdout!), text(child.stderr!), exitOf(child)])
  if (code !== 0) throw new Error(`exit ${code}: ${errors}`)
  return JSON.parse(out) as ChildLoad
}

/** File modes do not bind root. */
export const asNobody = (): SpawnOptions => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {})

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  })
