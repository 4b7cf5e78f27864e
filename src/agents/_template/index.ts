import { basename, join } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { listOfFolders } from '../_shared/places.ts'

/** Copy this folder to `src/agents/<id>`, then follow src/agents/README.md. */
export const template: Agent = {
  // The name of the folder, of the key in the config and of `--agent`.
  id: 'template',
  name: 'Template',
  // What the agent is billed for and never writes down. Shown in every report.
  blindSpots: [],
  // The agent's own variables and default folders. A set variable replaces the defaults.
  places: ({ home, variables, ...env }) =>
    variables.TEMPLATE_HOME
      ? listOfFolders(variables.TEMPLATE_HOME, ',', { home, variables, ...env }).map((path) => ({
          path,
          origin: 'TEMPLATE_HOME',
        }))
      : [{ path: join(home, '.template'), origin: 'default' }],
  logs: [{ folder: 'sessions', accepts: (name) => name.endsWith('.jsonl') }],
  // The same for a log that was moved or archived.
  fileKey: (path) => basename(path),
  // Loaded when there is something to read.
  loadScan: async () => (await import('./scan.ts')).scanLog,
}
