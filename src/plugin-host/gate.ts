import satisfies from 'semver/functions/satisfies.js'
import { PluginError } from './plugin-error.ts'
import type { FoundPlugin, Manifest } from './types.ts'

/** Whether this program and the plugins that it needs are there in a version that a plugin can work with. */
export function checkDependencies(
  { dependencies, id }: Manifest,
  hostVersion: string,
  others: (name: string) => FoundPlugin | null,
): void {
  for (const [name, range] of Object.entries(dependencies)) {
    const version = name === 'rimuru' ? hostVersion : (others(name)?.manifest.version ?? null)
    if (version === null) {
      throw new PluginError(id, 'refused', `it needs the plugin ${name} ${range}, which is not there`)
    }
    // A version that is still being worked on counts as the one it will be.
    if (satisfies(version, range, { includePrerelease: true })) continue
    throw new PluginError(id, 'refused', `it needs ${name} ${range}, this is ${name} ${version}`)
  }
}
