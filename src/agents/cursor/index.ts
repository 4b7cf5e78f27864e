import { basename } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { cursorPlaces } from './places.ts'

const isState = (name: string): boolean => name === 'state.vscdb'
const isExport = (name: string): boolean => /\.(csv|json)$/i.test(name)

export const cursor: Agent = {
  id: 'cursor',
  name: 'Cursor',
  blindSpots: [
    'Token counts since early 2026: Cursor keeps them on its servers; export them there and name the file in sources.cursor.usageExports',
    'What older versions read from and wrote to the cache: their counts have it among the input, and are partial',
    'Sessions of cursor-agent, and all that ran in the cloud, unless they are in an export',
  ],
  places: cursorPlaces,
  logs: [
    { folder: 'globalStorage', accepts: isState, kind: 'database', depth: 0 },
    // Where the folder above `User` is named.
    { folder: 'User/globalStorage', accepts: isState, kind: 'database', depth: 0 },
    // An export that lies beside the folders.
    { folder: '', accepts: (name) => /^(team-)?usage.*\.(csv|json)$/i.test(name), kind: 'document', depth: 0 },
  ],
  ownSources: {
    usageExports: {
      describe:
        'Usage files exported from the dashboard of Cursor (CSV) or from its Admin API (JSON), or folders of them.',
      logs: [{ folder: '', accepts: isExport, kind: 'document' }],
    },
  },
  fileKey: (path) => basename(path),
  loadScan: async () => (await import('./scan.ts')).scanCursor,
}
