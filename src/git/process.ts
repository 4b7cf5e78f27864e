import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { RimuruError } from '../core/errors.ts'
import { gitEnvironment } from './environment.ts'

export interface GitCall {
  readonly input?: string | Buffer | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly signal?: AbortSignal | undefined
  /** Default: 120,000. */
  readonly deadlineMs?: number | undefined
}

export interface Ended {
  readonly code: number
  readonly out: Buffer
  readonly err: string
}

const DEADLINE_MS = 120_000
const GRACE_MS = 1000

const isWindows = process.platform === 'win32'

/** Rejects only where git could not be started, was aborted or took too long: how it ended is for the caller to judge. */
export async function runGit(cwd: string, args: readonly string[], call: GitCall = {}): Promise<Ended> {
  call.signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const child = spawn('git', args, {
    cwd,
    env: gitEnvironment(call.env),
    stdio: 'pipe',
    // A group of its own is killed with its ssh, and has no terminal that ssh could ask on.
    detached: !isWindows,
    windowsHide: true,
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => {}) // git may end without having read it all
  child.stdin.end(call.input)

  let stopped: unknown
  const stop = (why: unknown): void => {
    stopped ??= why
    terminate(child)
  }
  const abort = (): void => stop(call.signal?.reason)
  call.signal?.addEventListener('abort', abort, { once: true })
  const { deadlineMs = DEADLINE_MS } = call
  const deadline = setTimeout(() => stop(tooLong(cwd, args, deadlineMs)), deadlineMs)

  child.once('error', reject)
  // A process that git left behind (a shared ssh connection) keeps the pipes open.
  child.once('exit', () => {
    setTimeout(() => [child.stdout, child.stderr].forEach((pipe) => pipe.destroy()), GRACE_MS).unref()
  })
  child.once('close', (code) => {
    if (stopped !== undefined) reject(stopped)
    else resolve({ code: code ?? 128, out: Buffer.concat(out), err: Buffer.concat(err).toString() })
  })
  try {
    return await promise
  } finally {
    clearTimeout(deadline)
    call.signal?.removeEventListener('abort', abort)
  }
}

/** Politely first: git then removes its lock files. */
function terminate(child: ChildProcess): void {
  kill(child, 'SIGTERM')
  const timer = setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS)
  child.once('close', () => clearTimeout(timer))
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    if (isWindows) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It ended in the meantime.
  }
}

const tooLong = (cwd: string, args: readonly string[], deadlineMs: number): RimuruError =>
  new RimuruError('E8001', `git ${commandOf(args)} did not end within ${deadlineMs / 1000} s`, {
    where: cwd,
    hint: 'see whether it waits for the network, a password or a hook',
  })

/** The word after git's own options: ['-c', 'x=y', 'push', ...] is a push. */
export function commandOf(args: readonly string[]): string {
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c')
  return args[at] ?? ''
}
