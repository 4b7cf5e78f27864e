import { basename } from 'node:path'
import type { Agent, ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { scanDesktop } from './desktop.ts'
import { CLI_LOGS, EDITOR_LOGS } from './logs.ts'
import { copilotPlaces } from './places.ts'
import { scanChat } from './scan-chat.ts'
import { scanLines, sessionOf } from './scan-lines.ts'
import { scanStore } from './store.ts'
import { scanTraces } from './traces.ts'

const DATABASES: Readonly<Record<string, (file: ScanFile, sink: Sink) => ScanEnd>> = {
  'session-store.db': scanStore,
  'data.db': scanDesktop,
  'agent-traces.db': scanTraces,
}

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
  scan(file, sink) {
    if (file.kind === 'document') return scanChat(file, sink)
    return file.kind === 'database' ? DATABASES[basename(file.path)]!(file, sink) : scanLines(file, sink)
  },
}
