import { basename } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { openCodePlaces } from './places.ts'

const isJson = (name: string): boolean => name.endsWith('.json')

export const openCode: Agent = {
  id: 'opencode',
  name: 'OpenCode',
  blindSpots: [
    'The request that names a session, and until 1.2 the one that sums up its first answer',
    'An answer that was cancelled or failed while it was streamed: it has no token counts',
    'What was undone or deleted before it was read for the first time',
  ],
  places: openCodePlaces,
  logs: [
    // Each channel of the program has a database of its own, `opencode-dev.db`.
    { folder: '', accepts: (name) => /^opencode.*\.db$/.test(name), kind: 'database', depth: 0 },
    { folder: 'storage/message', accepts: isJson, kind: 'document', depth: 1 },
    { folder: 'storage/session', accepts: isJson, kind: 'document', depth: 1 },
    // Until 0.5 each project had a storage of its own: messages, sessions and parts in folders of `storage/session`.
    { folder: 'project', accepts: (name) => /^(msg|ses)_.*\.json$/.test(name), kind: 'document' },
  ],
  fileKey: (path) => basename(path),
  loadScan: async () => (await import('./scan.ts')).scanOpenCode,
}
