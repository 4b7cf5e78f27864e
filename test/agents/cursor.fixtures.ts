import { readDatabase } from '../../src/agents/_shared/sqlite.ts'
import type { AgentFixtures } from './contract.ts'

/** Its database cannot hold made-up requests that were read from the cache, and an export holds what never changes. */
export const fixtures: AgentFixtures = {
  dataFolder: 'User',
  subagentSample: 'old-build-made-up',
  sessionIds: /^[0-9a-f-]{36}$/,
  copyPath: () => null,
  recordAt: (path, offset) =>
    readDatabase(path, ({ rows }) =>
      String([...rows('select cast(value as text) as value from cursorDiskKV where rowid = ?', offset)][0]?.value),
    ),
}
