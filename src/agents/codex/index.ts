import { basename } from 'node:path'
import type { Agent } from '../_shared/agent.ts'
import { codexPlaces } from './places.ts'

/** While a rollout is compressed, or made plain again, it is there twice. */
const insteadOf = (path: string): string | null => (path.endsWith('.zst') ? path.slice(0, -'.zst'.length) : null)

const accepts = (name: string): boolean => /\.jsonl(\.zst)?$/.test(name)

export const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  blindSpots: [
    'Sessions from before September 2025: Codex wrote no token counts',
    'A request that failed before an answer',
  ],
  places: codexPlaces,
  logs: [
    { folder: 'sessions', accepts, insteadOf },
    { folder: 'archived_sessions', accepts, insteadOf },
  ],
  fileKey: (path) => basename(path).replace(/\.zst$/, ''),
  loadScan: async () => (await import('./scan.ts')).scanRollout,
}
