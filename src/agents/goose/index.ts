import { basename } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { goosePlaces } from './places.ts'

export const goose: Agent = {
  id: 'goose',
  name: 'Goose',
  blindSpots: [
    'The request that names a session',
    'Single requests of sessions from before the usage ledger: only their sum is known',
  ],
  places: goosePlaces,
  logs: [
    { folder: 'sessions', accepts: (name) => name === 'sessions.db', kind: 'database', depth: 0 },
    // Rewritten as a whole with every message, the sums in the first line.
    { folder: 'sessions', accepts: (name) => name.endsWith('.jsonl'), kind: 'document', depth: 0 },
  ],
  fileKey: (path) => basename(path),
  loadScan: async () => (await import('./scan.ts')).scanGoose,
}
