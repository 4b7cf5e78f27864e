import type { PluginDefinition } from './definitions.ts'
import type { PluginMetadata } from './types.ts'

/** The versions of the protocol that this SDK speaks. */
export const PROTOCOL_RANGE = '^1.0.0'

export function metadataOf(plugin: PluginDefinition): PluginMetadata & { protocol: string } {
  return {
    id: plugin.id,
    name: plugin.name,
    version: plugin.version,
    author: plugin.author ?? null,
    icon: plugin.icon ?? '',
    route: `/${plugin.id}`,
    kind: plugin.kind,
    protocol: PROTOCOL_RANGE,
    capabilities: callsOf(plugin),
  }
}

/** The calls that a plugin answers. */
export function callsOf(plugin: PluginDefinition): string[] {
  switch (plugin.kind) {
    case 'exporter':
      return ['check', ...(['sessions', 'costs', 'report'] as const).filter((what) => plugin[what]).map(toExport)]
    case 'notifier':
      return ['check', 'notify', ...(plugin.test ? ['notify/test'] : [])]
    case 'agent':
      return ['check', 'agent/discover', 'agent/scan']
    case 'view':
      return ['check', 'view/render', ...(plugin.action ? ['view/action'] : [])]
    case 'hook':
      return ['check', 'hook']
  }
}

const toExport = (what: string): string => `export/${what}`
