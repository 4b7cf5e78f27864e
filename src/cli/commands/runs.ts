import { statSync } from 'node:fs'
import { EXIT, RimuruError } from '../../core/errors.ts'
import { warehousePath } from '../../platform/places.ts'
import type { DuckDBConnection } from '../../warehouse/duckdb.ts'
import type { RunRow } from '../../warehouse/runs.ts'
import { actionOf, noWord, wordOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { localZone } from '../reading.ts'
import { toJson } from '../ui/formats.ts'
import { printRunDetails, printRuns } from '../ui/runs-table.ts'
import { tellWaiting } from '../ui/waiting.ts'

const ACTIONS = ['list', 'show'] as const
const MOST = 20

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env } = invocation
  if (actionOf(flags, ACTIONS) === 'show') {
    const row = await theRun(wordOf(flags, 'id', 'rimuru runs list shows the ids there are'), invocation)
    if (flags.json) io.out(toJson(documentOf(row)))
    else printRunDetails(row, documentOf(row), localZone(env), io)
    return EXIT.ok
  }
  noWord(flags, 'id')
  const { listRuns } = await import('../../warehouse/runs.ts')
  const job = typeof flags.job === 'string' ? flags.job : null
  const most = typeof flags.last === 'number' ? flags.last : MOST
  if (most < 1)
    throw new RimuruError('E7001', '--last takes a number of runs from 1 on', { hint: `for example --last ${MOST}` })
  const runs = await inWarehouse(invocation, (db) => listRuns(db, job === null ? {} : { job }, most))
  if (flags.json) io.out(toJson({ schema_version: 1, kind: 'runs', runs: (runs ?? []).map(itemOf) }))
  else printRuns(runs ?? [], job, localZone(env), io)
  return EXIT.ok
}

async function inWarehouse<Result>(
  { env, io, signal }: Invocation,
  ask: (db: DuckDBConnection) => Promise<Result>,
): Promise<Result | null> {
  const path = warehousePath(env)
  // Fails where nobody may look: that is not the same as nothing being there.
  if (!statSync(path, { throwIfNoEntry: false })) return null
  const { openWarehouse } = await import('../../warehouse/open.ts')
  const warehouse = await openWarehouse(path, {
    signal,
    waiting: tellWaiting(io),
  })
  try {
    return await ask(warehouse.db)
  } finally {
    warehouse.close()
  }
}

async function theRun(start: string, invocation: Invocation): Promise<RunRow> {
  const { findRuns } = await import('../../warehouse/runs.ts')
  const found = (await inWarehouse(invocation, (db) => findRuns(db, start))) ?? []
  const [row] = found
  if (row && found.length === 1) return row
  const what = row ? `${found.length} runs begin with "${start}"` : `no run begins with "${start}"`
  throw new RimuruError('E6001', what, { hint: 'rimuru runs list shows the ids there are' })
}

export const itemOf = (row: RunRow) => ({
  run_id: row.id,
  job: row.job,
  period: row.since === null ? null : { since: row.since, until: row.until },
  started_at: new Date(row.startedAt).toISOString(),
  ended_at: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
  status: row.status,
  exit_code: row.exitCode,
  cost_usd: costOf(row),
})

/** A run that was cut off has no record of its own. */
const documentOf = (row: RunRow): Record<string, unknown> =>
  row.record === null
    ? { schema_version: 1, kind: 'run', ...itemOf(row), outputs: Object.keys(row.outputs) }
    : (JSON.parse(row.record) as Record<string, unknown>)

function costOf({ record }: RunRow): string | null {
  if (record === null) return null
  return (JSON.parse(record) as { totals: { cost_usd: string } | null }).totals?.cost_usd ?? null
}
