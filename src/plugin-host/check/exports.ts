import { checkOutputs } from '../outputs.ts'
import { maskOf } from '../secrets.ts'
import { inFolder, tryCall } from './calls.ts'
import type { Ours } from './calls.ts'
import { COSTS, EMPTY_REPORT, OPTIONS, REPORT, SESSIONS } from './samples.ts'

/** Costs, sessions and reports, whichever it has, with good and with empty data. */
export async function checkExports(ours: Ours): Promise<void> {
  for (const [what, rows] of [
    ['costs', COSTS],
    ['sessions', SESSIONS],
  ] as const) {
    await tryCall(ours, `export/${what}`, () => exportRows(ours, what, rows))
    await tryCall(ours, `export/${what}`, () => exportRows(ours, what, []), `export/${what}, no rows`)
  }
  const exportReport = (data: typeof REPORT): Promise<string> =>
    inFolder(async (out) => {
      const body = { options: OPTIONS, out, name: 'check', data }
      const { files } = await ours.trial.call('export/report', body)
      return verified(ours, out, files, null)
    })
  await tryCall(ours, 'export/report', () => exportReport(REPORT))
  await tryCall(ours, 'export/report', () => exportReport(EMPTY_REPORT), 'export/report, no usage')
  await ours.checks.run('calls', () => {
    const done = ours.checks.list.filter(({ name, skipped }) => name.startsWith('export/') && !skipped)
    if (done.length === 0) throw new Error('it exports neither costs nor sessions nor reports')
    return 'it exports something'
  })
}

const exportRows = (ours: Ours, what: 'costs' | 'sessions', rows: readonly object[]): Promise<string> =>
  inFolder(async (out) => {
    const body = { options: OPTIONS, out, name: 'check', data: { format: 'stream' as const } }
    const { files } = await ours.trial.call(`export/${what}`, body, { rows: texts(rows) })
    return verified(ours, out, files, rows.length)
  })

async function* texts(rows: readonly object[]): AsyncGenerator<readonly string[]> {
  if (rows.length > 0) yield rows.map((row) => JSON.stringify(row))
}

async function verified(
  { plan }: Ours,
  folder: string,
  files: Parameters<typeof checkOutputs>[0]['files'],
  rows: number | null,
): Promise<string> {
  await checkOutputs({ plugin: plan.plugin.manifest.id, folder, files, rows, mask: maskOf(plan.spawn.secrets) })
  const names = files.map(({ path }) => path).join(', ')
  return rows === null ? names : `${rows} rows in ${names}`
}
