import { expect, it, onTestFinished } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { queryFileQuality } from '../../src/warehouse/queries/quality.ts'
import { createScope } from '../../src/warehouse/queries/scope.ts'
import { assistant, transcript } from '../agents/claude-code/rows.ts'
import { tempFolder } from '../helpers/folders.ts'
import { look, OWNER } from '../helpers/ledger.ts'

it('a file is behind the report of a day to the millisecond, as its records are', async () => {
  const root = tempFolder()
  transcript(root, 'S', [assistant({ time: Date.parse('2026-11-02T00:00:00.000Z') })])
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  const { roots } = await loadUsage(db, look(claudeCode, [root]), { owner: OWNER })
  const seenOn = async (day: string): Promise<number> => {
    const filters = { agents: [], models: [], projects: [], branches: [], timezone: 'UTC' }
    const scope = { ...filters, roots: roots.map(({ id }) => id), since: day, until: day }
    await createScope(db, scope)
    return (await queryFileQuality(db, scope)).seen
  }
  expect([await seenOn('2026-11-01'), await seenOn('2026-11-02'), await seenOn('2026-11-03')]).toEqual([0, 1, 0])
})
