import { RimuruError } from '../core/errors.ts'
import { withoutLogin } from '../core/secrets.ts'
import { gitFailed, sentenceOf } from './failure.ts'
import type { Git } from './git.ts'

export interface Remote {
  readonly name: string
  /** For the commands that go over the network. */
  readonly env: Readonly<Record<string, string>>
  /** The name that a local branch has there. */
  readonly branchFor: (local: string) => string
}

export async function remoteOf(git: Git, name: string): Promise<Remote> {
  const { out } = await git.run([
    'config',
    '-z',
    '--get-regexp',
    String.raw`^(core\.sshcommand|remote\..*|branch\..*)$`,
  ])
  const entries = out.toString().split('\0')
  const settings = new Map(
    entries.map((entry): [string, string] => [entry.split('\n', 1)[0]!, entry.slice(entry.indexOf('\n') + 1)]),
  )
  if (!settings.has(`remote.${name}.url`)) {
    const shown = withoutLogin(name)
    throw new RimuruError('E8001', `there is no remote ${shown}`, {
      where: git.root,
      hint: `add it with git remote add ${shown} ADDRESS, or name another one in publish.remote`,
    })
  }
  const hasOwnSsh = process.env.GIT_SSH_COMMAND || process.env.GIT_SSH || settings.has('core.sshcommand')
  return {
    name,
    env: hasOwnSsh ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' },
    branchFor: (local) => {
      const upstream =
        settings.get(`branch.${local}.remote`) === name ? settings.get(`branch.${local}.merge`) : undefined
      return upstream?.replace(/^refs\/heads\//, '') ?? local
    },
  }
}

export const trackingRef = (remote: Remote, branch: string): string => `refs/remotes/${remote.name}/${branch}`

/** The commit that the branch has there now, null when there is no such branch. */
export async function fetchBranch(git: Git, remote: Remote, branch: string): Promise<string | null> {
  const to = trackingRef(remote, branch)
  const args = ['fetch', '-q', '--no-tags', '--no-recurse-submodules', remote.name, `+refs/heads/${branch}:${to}`]
  const { code, err } = await git.run(args, { env: remote.env })
  if (code === 0) return await git.text(['rev-parse', to])
  if (/couldn't find remote ref/i.test(err)) return null
  throw gitFailed(git.root, args, err, noQuestions(remote))
}

export interface RemoteHeads {
  readonly defaultBranch: string | null
  readonly has: boolean
}

/** What a new branch there would be based on, and whether it is there already. */
export async function headsOf(git: Git, remote: Remote, branch: string): Promise<RemoteHeads> {
  const args = ['ls-remote', '--symref', remote.name, 'HEAD', `refs/heads/${branch}`]
  const { code, out, err } = await git.run(args, { env: remote.env })
  if (code !== 0) throw gitFailed(git.root, args, err, noQuestions(remote))
  const text = out.toString()
  return {
    defaultBranch: /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(text)?.[1] ?? null,
    has: text.split('\n').some((line) => line.endsWith(`\trefs/heads/${branch}`)),
  }
}

export interface PushCall {
  readonly commit: string
  readonly branch: string
  readonly hooks?: boolean | undefined
  /** Overwrites the branch if that is its commit there (null: if it is not there). Without it the branch only moves forward. */
  readonly expected?: string | null | undefined
}

export interface PushOutcome {
  /** False when somebody else was faster. */
  readonly isDone: boolean
  /** What the remote wrote. */
  readonly said: string
}

/** A person's settings must not add tags, submodules or signatures. */
const ALONE = ['--no-follow-tags', '--no-recurse-submodules', '--no-signed']
const OVERTAKEN =
  /\((fetch first|non-fast-forward|needs force|stale info|.*(cannot lock ref|failed to update ref|failed to lock|incorrect old value|reference already exists).*)\)/i

export async function push(git: Git, remote: Remote, call: PushCall): Promise<PushOutcome> {
  const { branch, commit, expected, hooks } = call
  const ref = `refs/heads/${branch}`
  const lease = expected === undefined ? [] : [`--force-with-lease=${ref}:${expected ?? ''}`]
  const verify = hooks ? [] : ['--no-verify']
  const args = ['push', '--porcelain', ...ALONE, ...verify, ...lease, remote.name, `${commit}:${ref}`]
  const { code, out, err } = await git.run(args, { env: remote.env })
  if (code === 0) return { isDone: true, said: err }
  const refusal = out
    .toString()
    .split('\n')
    .find((line) => line.startsWith('!'))
  if (refusal === undefined) throw gitFailed(git.root, args, err, noQuestions(remote))
  if (OVERTAKEN.test(refusal)) return { isDone: false, said: err }
  const reason = /\((.+)\)\s*$/.exec(refusal)?.[1] ?? sentenceOf(err)
  throw new RimuruError('E8001', `${remote.name} refused the push to ${branch}: ${reason}`, {
    where: git.root,
    hint: "allow it there, or publish with mode: 'pull-request'",
  })
}

const noQuestions = ({ name }: Remote): string =>
  `check that git fetch ${name} and git push ${name} work here without asking anything`
