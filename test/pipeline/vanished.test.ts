import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../../src/config/settings.ts'
import { openReport } from '../../src/pipeline/report.ts'
import { discoverSources } from '../../src/pipeline/surroundings.ts'
import { buildCosts } from '../../src/reports/costs.ts'
import { meta, rollout, rolloutPath, T0, tokenCount, uuid7 } from '../agents/codex/rows.ts'
import { tempFolder } from '../helpers/folders.ts'

const THREAD = uuid7(T0)
const used = { input: 1000, output: 10 }
const FILTERS = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }

/** A report on a log that changes its place between the listing and its turn to be read. */
async function reportAfter(change: (root: string) => void) {
  const home = tempFolder()
  const env = { HOME: home, RIMURU_HOME: join(home, 'state') }
  const settings = resolveConfig(null)
  const root = join(home, '.codex')
  rollout(root, THREAD, [meta(THREAD), tokenCount(used, used)])
  const sources = discoverSources(settings, env)
  change(root)
  const report = await openReport({ settings, env, filters: FILTERS, sources })
  try {
    return await buildCosts({ ...report, mode: 'calculate' }, ['day'], { timezone: 'UTC', weekStart: 1, monthStart: 1 })
  } finally {
    report.close()
  }
}

describe('a log that is gone when its turn comes (FORMATS 1.3, 3.1)', () => {
  it('is found where its owner has moved it', async () => {
    const { totals, quality } = await reportAfter((root) => {
      mkdirSync(join(root, 'archived_sessions'))
      renameSync(join(root, rolloutPath(THREAD)), join(root, 'archived_sessions', `rollout-${THREAD}.jsonl`))
    })
    expect(totals).toMatchObject({ requests: 1, input_tokens: 1000, output_tokens: 10 })
    expect(quality).toMatchObject({ files_seen: 1, files_read: 1, files_failed: [] })
  })

  it('is no failure where its owner has deleted it', async () => {
    const { totals, quality } = await reportAfter((root) => rmSync(join(root, rolloutPath(THREAD))))
    expect(totals).toMatchObject({ requests: 0 })
    expect(quality).toMatchObject({ files_seen: 0, files_failed: [] })
  })
})
