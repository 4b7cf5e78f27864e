import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldersOf, hasPlugin, MANIFEST_FILE } from './places.ts'
import type { PluginPlaces } from './places.ts'

export interface NamedAgent {
  readonly name: string
  readonly folder: string
}

const SAYS_AGENT = /["']?(type|capabilities)["']?\s*=\s*(\[\s*)?["']agent["']/i

/**
 * Those of the names that are plugins of the kind `agent`, seen at a glance: to read a manifest properly takes more than
 * a command that needs no plugin should load.
 */
export const namedAgents = (names: readonly string[], places: PluginPlaces): NamedAgent[] =>
  names.flatMap((name) => {
    for (const folder of foldersOf(places)) {
      if (!hasPlugin(folder, name)) continue
      const manifest = textOf(join(folder, name, MANIFEST_FILE))
      // One that cannot be read may be one too.
      return manifest === null || SAYS_AGENT.test(manifest) ? [{ name, folder: join(folder, name) }] : []
    }
    return []
  })

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
