import { isAbsolute, resolve } from 'node:path'
import { expandHome } from '../../platform/places.ts'
import type { AgentEnvironment } from './agent.ts'

/** A variable that holds one folder or a list of them: a separator is also legal in a folder's name. */
export function listOfFolders(text: string, separator: string, env: AgentEnvironment): string[] {
  const whole = expandHome(text.trim(), env.home)
  if (env.isFolder(whole)) return [absolute(whole)]
  return text
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => absolute(expandHome(entry, env.home)))
}

const absolute = (path: string): string => (isAbsolute(path) ? resolve(path) : resolve(process.cwd(), path))
