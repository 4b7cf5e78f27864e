import { basename } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { CLI_LOGS, EDITOR_LOGS, sessionOf } from './logs.ts'
import { copilotPlaces } from './places.ts'

export const copilot: Agent = {
  id: 'copilot',
  name: 'GitHub Copilot',
  blindSpots: [
    'VS Code without agent traces: of each chat request only the last round is known, and of some nothing',
    'Command line before usage records: what came after the last shutdown, but for the output',
    'Sessions of the command line from before October 2025, completions in the editor, and JetBrains: no token counts',
  ],
  places: copilotPlaces,
  logs: [...CLI_LOGS, ...EDITOR_LOGS],
  fileKey: (path) => (path.endsWith('.jsonl') ? `${sessionOf(path)}.jsonl` : basename(path)),
  loadScan: async () => (await import('./scan.ts')).scanCopilot,
}
