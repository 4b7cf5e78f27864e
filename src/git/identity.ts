import type { Git } from './git.ts'

export interface Identity {
  readonly name: string
  readonly email: string
}

/** Where nobody said who commits: git's own guess would be the account and the host of the night. */
const DEFAULT: Identity = { name: 'rimuru', email: 'rimuru@localhost' }

type Role = 'AUTHOR' | 'COMMITTER'

/** The variables that make a commit's author, committer and date. */
export async function identityEnvironment(
  git: Git,
  identity: Identity | undefined,
  date: Date | undefined,
): Promise<Record<string, string>> {
  const dates = date === undefined ? {} : { GIT_AUTHOR_DATE: gitDate(date), GIT_COMMITTER_DATE: gitDate(date) }
  if (identity !== undefined) return { ...dates, ...as('AUTHOR', identity), ...as('COMMITTER', identity) }
  const { out } = await git.run(['config', '--get-regexp', String.raw`^(user|author|committer)\.(name|email)$`])
  const configured = out.toString()
  return { ...dates, ...orDefault('AUTHOR', configured), ...orDefault('COMMITTER', configured) }
}

const orDefault = (role: Role, configured: string): Record<string, string> => {
  const has = (word: string): boolean =>
    (process.env[`GIT_${role}_${word.toUpperCase()}`] ?? '') !== '' ||
    new RegExp(`^(user|${role.toLowerCase()})\\.${word} \\S`, 'm').test(configured)
  return has('name') && has('email') ? {} : as(role, DEFAULT)
}

const as = (role: Role, { name, email }: Identity): Record<string, string> => ({
  [`GIT_${role}_NAME`]: name,
  [`GIT_${role}_EMAIL`]: email,
})

const gitDate = (date: Date): string => `@${Math.floor(date.getTime() / 1000)} +0000`
