import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { resolveConfig } from '../../../src/config/settings.ts'
import { writeExport } from '../../../src/pipeline/plugins/write-export.ts'
import type { StartedPlugin } from '../../../src/pipeline/plugins/open-plugins.ts'
import { openReport } from '../../../src/pipeline/report.ts'
import { discoverSources } from '../../../src/pipeline/surroundings.ts'
import type { CallOptions, PluginPlan } from '../../../src/plugin-host/types.ts'
import type { ReportInput } from '../../../src/reports/costs.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { homeWith } from '../../helpers/homes.ts'

const FILTERS = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }
const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }

async function threeRequests(): Promise<ReportInput> {
  const times = ['10', '11', '12'].map((hour) => ({ time: `2026-11-18T${hour}:00:00.000Z` }))
  const settings = resolveConfig(null)
  const env = { HOME: homeWith(times), RIMURU_HOME: tempFolder() }
  const report = await openReport({ settings, env, filters: FILTERS, sources: discoverSources(settings, env) })
  onTestFinished(() => report.close())
  return { ...report, mode: 'calculate' }
}

/** Takes batches until it has enough of them, and says that what has come is all. */
const takingUntil = (isEnough: (taken: number) => boolean): StartedPlugin => ({
  id: 'hasty',
  async call(_name, body, { rows }: CallOptions = {}) {
    let taken = 0
    for await (const batch of rows!) {
      taken += batch.length
      if (isEnough(taken)) break
    }
    const { out } = body as { out: string }
    writeFileSync(join(out, 'costs.txt'), '')
    const sha256 = createHash('sha256').digest('hex')
    return { files: [{ path: 'costs.txt', media_type: 'text/plain', rows: taken, sha256 }] } as never
  },
  stop: () => Promise.resolve({ clean: true, leftovers: 0, restarts: 0 }),
  inTurn: (work) => work(),
  plan: { spawn: { secrets: [] } } as unknown as PluginPlan,
})

it('takes no export that ended before its last row, even when its count fits what was given by then', async () => {
  const input = await threeRequests()
  const place = tempFolder()
  const job = { what: 'costs', options: OPTIONS, name: 'costs', report: null, place } as const
  await expect(
    writeExport(
      takingUntil(() => true),
      input,
      job,
    ),
  ).rejects.toThrow('plugin hasty: it answered before it had taken all rows')
  expect(readdirSync(place)).toEqual([])
  expect(
    (
      await writeExport(
        takingUntil(() => false),
        input,
        job,
      )
    ).files,
  ).toMatchObject([{ rows: 3 }])
})
