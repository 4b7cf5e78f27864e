import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { RimuruError } from '../core/errors.ts'
import { gitFailed } from './failure.ts'
import { runGit } from './process.ts'
import type { Ended, GitCall } from './process.ts'

export interface GitOptions {
  /** Whether the repository's hooks run. Default: false. */
  readonly hooks?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

type Call = Omit<GitCall, 'signal'>

/** git in one work tree. */
export interface Git {
  readonly root: string
  readonly signal: AbortSignal | undefined
  readonly run: (args: readonly string[], call?: Call) => Promise<Ended>
  /** Its output without the last line break; anything but exit 0 is an error. */
  readonly text: (args: readonly string[], call?: Call) => Promise<string>
}

/** What a person's settings would add to a command that nobody watches. */
const QUIET = ['gc.auto=0', 'maintenance.auto=false', 'core.safecrlf=false', 'i18n.commitEncoding=UTF-8']
const PATIENT = ['core.filesRefLockTimeout=5000', 'core.packedRefsTimeout=5000']
const NO_HOOKS = ['core.hooksPath=/dev/null']

const LOCK_WAIT_MS = 5000
const LOCK_STEP_MS = 100

export function gitIn(root: string, { hooks = false, signal }: GitOptions = {}): Git {
  const settings = [...QUIET, ...PATIENT, ...(hooks ? [] : NO_HOOKS)].flatMap((setting) => ['-c', setting])
  const run: Git['run'] = async (args, call) => await runGit(root, [...settings, ...args], { ...call, signal })
  const text: Git['text'] = async (args, call) => {
    const { code, out, err } = await run(args, call)
    if (code !== 0) throw gitFailed(root, args, err)
    return out.toString().replace(/\r?\n$/, '')
  }
  return { root, signal, run, text }
}

/** For commands that write the real index, which another git may hold. */
export async function runWhenUnlocked(git: Git, args: readonly string[], call?: Call): Promise<Ended> {
  for (const until = Date.now() + LOCK_WAIT_MS; ; await delay(LOCK_STEP_MS, undefined, { signal: git.signal })) {
    const ended = await git.run(args, call)
    const lock = ended.code === 0 ? undefined : /Unable to create '(.+index\.lock)': File exists/.exec(ended.err)?.[1]
    if (lock === undefined) return ended
    if (Date.now() > until) throw locked(lock)
  }
}

/** Before a commit, so that none is made whose files the index could not learn of. */
export async function indexUnlocked(git: Git, lock: string): Promise<void> {
  for (const until = Date.now() + LOCK_WAIT_MS; existsSync(lock);) {
    if (Date.now() > until) throw locked(lock)
    await delay(LOCK_STEP_MS, undefined, { signal: git.signal })
  }
}

const locked = (lock: string): RimuruError =>
  new RimuruError('E8001', 'another git process holds the index', {
    where: lock,
    hint: 'wait for it to end, or remove the file if no git is running; then run the job again',
  })
