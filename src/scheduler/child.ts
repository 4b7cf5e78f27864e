import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import type { Run, RunEnd } from './types.ts'

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/** How long a run may take to end after it was told to. */
const PATIENCE_MS = 10_000

/**
 * When the scheduler itself is killed its end of the pipe closes: the run is told to end, and made to a while later.
 * In a session of its own, so that a Ctrl-C or a hang-up for the scheduler passes it by.
 */
const GUARDIAN = `
read -r ended && exit
kill -s TERM -- "-$1" 2>/dev/null
for tenth in $(seq 100); do kill -s 0 -- "-$1" 2>/dev/null || exit; sleep 0.1; done
kill -s KILL -- "-$1" 2>/dev/null`

/** It begins once its guardian is there, and never if this process dies before. */
const GATE = 'read -r begin && exec "$@" </dev/null'

/** Runs a program in a group of its own, which does not outlive this process. What it prints goes to stderr. */
export function startProgram({ command, args, env, cwd }: Program, patience = PATIENCE_MS): Run {
  const options = { cwd, env, stdio: ['pipe', 2, 2] } satisfies SpawnOptions
  const child =
    process.platform === 'win32'
      ? spawn(command, args, options)
      : spawn('/bin/sh', ['-c', GATE, 'rimuru', command, ...args], { ...options, detached: true })
  const dismiss = child.pid === undefined ? () => undefined : guard(child.pid)
  child.stdin?.on('error', () => undefined)
  child.stdin?.end('begin\n')
  let last: NodeJS.Timeout | undefined
  const ended = new Promise<RunEnd>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  }).finally(() => {
    clearTimeout(last)
    if (child.pid !== undefined) signalAll(child, 'SIGKILL')
    dismiss()
  })
  return {
    ended,
    stop(signal) {
      // Without a number of its own the signal would go to this process and its group.
      if (child.pid === undefined) return
      child.kill(signal)
      last ??= setTimeout(() => signalAll(child, 'SIGKILL'), patience)
    },
  }
}

/** Also what the run has started and not waited for. Windows has no groups. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid!, signal)
  } catch {
    // All of it has ended.
  }
}

function guard(group: number): () => void {
  if (process.platform === 'win32') return () => undefined
  const guardian = spawn('/bin/sh', ['-c', GUARDIAN, 'rimuru-guardian', String(group)], {
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guardian.on('error', () => undefined)
  guardian.stdin.on('error', () => undefined)
  guardian.unref()
  return () => void guardian.stdin.end('ended\n')
}
