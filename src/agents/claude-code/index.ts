import { basename, dirname } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { claudePlaces } from './places.ts'

export const claudeCode: Agent = {
  id: 'claude-code',
  name: 'Claude Code',
  blindSpots: [
    'Calls without a transcript row (titles, summaries, /compact) in sessions of versions that write no cost-state: before about 2.1.25x',
  ],
  places: claudePlaces,
  logs: [{ folder: 'projects', accepts: (name) => name.endsWith('.jsonl') }],
  fileKey: (path) => {
    const folder = dirname(path)
    return basename(folder) === 'subagents' ? `${basename(dirname(folder))}/${basename(path)}` : basename(path)
  },
  loadScan: async () => (await import('./scan.ts')).scanTranscript,
}
