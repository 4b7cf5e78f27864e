import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import type { Problem } from '../../core/usage.ts'
import { isDatabase } from '../../platform/is-database.ts'
import { lineNumber } from '../../platform/line-number.ts'
import type { Findings } from '../../reports/doctor.ts'
import { count, plural } from '../ui/numbers.ts'
import { ledgerChecks } from './ledger.ts'

const { ok, warn } = checksOf('Data')

const MOST_SHOWN = 20
const DAY = 86_400_000

/** `told`: paths whose failure stands elsewhere in the report. */
export function dataChecks(findings: Findings, told: ReadonlySet<string>, now: number): Check[] {
  const { block } = findings.quality
  return [
    filesCheck(findings, told),
    linesCheck(findings),
    recordsCheck(findings),
    ...notesCheck(findings),
    ...ledgerChecks(findings),
    duplicatesCheck(findings),
    ...measuredCheck(findings, now),
    ok(
      'never logged',
      block.blind_spots.length === 0 ? 'nothing known' : 'billed, but written down by no agent, so no report has it',
      {
        items: block.blind_spots,
      },
    ),
  ]
}

function filesCheck({ quality }: Findings, told: ReadonlySet<string>): Check {
  const read = quality.block.files_read
  const failed = quality.block.files_failed.filter(({ path }) => !told.has(path))
  if (failed.length === 0) return ok('files', `${plural(read, 'file')} read, none failed`)
  return warn(
    'files',
    `${plural(read, 'file')} read, ${plural(failed.length, 'file or folder', 'files or folders')} failed`,
    {
      hint: 'their usage is missing: make them readable by this user, then run again',
      items: shown(failed.map(({ path, reason }) => `${path}: ${reason}`)),
    },
  )
}

function linesCheck({ quality, problems }: Findings): Check {
  const { lines_bad: bad } = quality.block
  if (bad === 0) return ok('lines', 'every line is one JSON object')
  return warn('lines', `${plural(bad, 'line is', 'lines are')} not JSON, or unfinished`, {
    hint: 'usage on them is missing; an unfinished last line is read again when its file grows',
    items: placesOf(problems, 'bad-line', bad),
  })
}

function recordsCheck({ quality, problems }: Findings): Check {
  const { records_quarantined: held } = quality.block
  if (held === 0) return ok('records', 'none that cannot be right')
  return warn('records', `${plural(held, 'record')} that cannot be right, left out of every total`, {
    hint: 'look at the record: the agent, or something that edited its log, wrote it',
    items: placesOf(problems, 'quarantined', held),
  })
}

/** The same remark is made of many records. */
function notesCheck({ problems }: Findings): Check[] {
  const notes = [
    ...Map.groupBy(
      problems.filter(({ kind }) => kind === 'note'),
      ({ detail }) => detail,
    ),
  ]
  if (notes.length === 0) return []
  const items = notes
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([detail, same]) => {
      const files = new Set(same.map(({ path }) => path))
      return `${detail} (in ${plural(files.size, 'file')}, first in ${where(same[0]!)})`
    })
  return [
    warn('notes', `${plural(notes.length, 'kind')} of record not fully understood`, {
      hint: 'what an unknown field counts is not in the totals; a newer Rimuru may know it',
      items: shown(items),
    }),
  ]
}

function duplicatesCheck({ quality }: Findings): Check {
  const rules = Object.entries(quality.files.removed).sort(([a], [b]) => (a < b ? -1 : 1))
  const total = quality.block.duplicates_removed
  const copies = total - rules.reduce((sum, [, removed]) => sum + removed, 0)
  const items = [...rules, ['repeated or copied records of one request', copies] as const]
    .filter(([, removed]) => removed > 0)
    .map(([rule, removed]) => `${count(removed)}: ${rule}`)
  return ok('duplicates', total === 0 ? 'none' : `${count(total)} removed, each request counts once`, { items })
}

function measuredCheck({ measured }: Findings, now: number): Check[] {
  const { exact, partial, estimated, newest } = measured
  if (exact + partial + estimated === 0) return []
  const parts = [`${plural(exact, 'request')} exact`]
  if (partial > 0)
    parts.push(`${count(partial)} partial (worked out from running totals, or without a time of their own)`)
  if (estimated > 0) parts.push(`${count(estimated)} estimated`)
  const checks = [ok('numbers', parts.join(', '))]
  if (newest !== null && newest > now + DAY) {
    const hint = 'the clock of this machine, or of the one that wrote the log, is wrong'
    checks.push(
      warn('clock', `the newest record is of ${new Date(newest).toISOString()}, which is still to come`, { hint }),
    )
  }
  return checks
}

function placesOf(problems: Findings['problems'], kind: Problem['kind'], total: number): string[] {
  const found = problems.filter((problem) => problem.kind === kind)
  const lines = found.slice(0, MOST_SHOWN).map((problem) => `${where(problem)}: ${problem.detail}`)
  return total > lines.length ? [...lines, `and ${count(total - lines.length)} more`] : lines
}

function where({ path, offset }: { path: string; offset: number }): string {
  // A plugin may not say where it was, and a database has tables besides the one whose rows are numbered.
  if (offset < 0) return path
  if (isDatabase(path)) return `${path} (row ${offset})`
  const line = lineNumber(path, offset)
  return line === null ? `${path} (byte ${offset})` : `${path}:${line} (byte ${offset})`
}

const shown = (items: readonly string[]): string[] =>
  items.length <= MOST_SHOWN
    ? [...items]
    : [...items.slice(0, MOST_SHOWN), `and ${count(items.length - MOST_SHOWN)} more`]
