import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The root of the git repository that a folder, which may not exist yet, lies in. */
export function repositoryOf(folder: string): string | null {
  if (existsSync(join(folder, '.git'))) return folder
  const above = dirname(folder)
  return above === folder ? null : repositoryOf(above)
}
