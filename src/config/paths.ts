import { resolve } from 'node:path'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'

const HOME_PREFIX = /^~(?=$|[/\\])/

/** Where `~` leads: the home whose data is read. Null where there is none, which matters to those alone who write `~`. */
export function homeIn(env: Environment): string | null {
  try {
    return resolve(homeOf(env))
  } catch {
    return null
  }
}

export const needsHome = (path: string): boolean => HOME_PREFIX.test(path)

/** `~` is the home folder, a relative path starts at `base`. */
export const resolvePath = (path: string, base: string, home: string | null): string =>
  resolve(base, home === null ? path : path.replace(HOME_PREFIX, () => home))
