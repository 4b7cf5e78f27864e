import { resolve } from 'node:path'

export type Env = Readonly<Record<string, string | undefined>>

const HOME_PREFIX = /^~(?=$|[/\\])/

export const homeOf = (env: Env): string | null => env['HOME'] || env['USERPROFILE'] || null

export const needsHome = (path: string): boolean => HOME_PREFIX.test(path)

/** `~` is the home folder, a relative path starts at `base`. */
export const resolvePath = (path: string, base: string, home: string | null): string =>
  resolve(base, home === null ? path : path.replace(HOME_PREFIX, () => home))
