import type { Problem, ProblemKind } from '../../core/usage.ts'
import type { FileRecord } from '../files.ts'
import { NOT_READ, problemsKept } from './batch.ts'
import type { ScannedFile } from './batch.ts'
import type { LoadFile } from './loading.ts'

/** A log that ends before it did. What stood behind the cut stays, and what the whole of it told of its session. */
export const wasCut = ({ record, kind, known }: LoadFile, { failed, readTo }: ScannedFile): boolean =>
  known && kind === 'lines' && failed === null && readTo < record.readTo

/**
 * How far it has ever been read, so that it is known as cut however often it is read again. Where it goes on from there
 * nobody can tell.
 */
const reachOf = (file: LoadFile, scanned: ScannedFile): Pick<FileRecord, 'readTo' | 'resume' | 'head' | 'tail'> => {
  if (!wasCut(file, scanned)) return scanned
  const { readTo, head, tail } = file.record
  return { readTo, head, tail, resume: null }
}

/** Counts of an appended file go on from what was counted before its torn tail, those of a database without the rows that came again. */
export function recordOf(file: LoadFile, scanned: ScannedFile): FileRecord {
  const { record, append, kind } = file
  if (scanned.failed !== null) return { ...record, state: 'failed', reason: scanned.failed }
  const { startedOver = false, told, tornTail } = scanned
  const { readTo, resume, head, tail } = reachOf(file, scanned)
  const base = append && !startedOver ? record : NOT_READ
  const torn = base.tornTail ? 1 : 0
  const again = new Set(told)
  const isOver = ({ offset }: Problem): boolean => (kind === 'database' ? again.has(offset) : offset >= record.readTo)
  const mended = (what: ProblemKind): number =>
    kind === 'database' ? base.problems.filter((problem) => problem.kind === what && isOver(problem)).length : 0
  return {
    ...record,
    readTo,
    resume,
    head,
    tail,
    tornTail,
    state: 'read',
    reason: null,
    group: scanned.group ?? record.group,
    lines: base.lines - torn + scanned.lines,
    linesBad: base.linesBad - torn - mended('bad-line') + scanned.linesBad,
    records: base.records + scanned.records,
    quarantined: base.quarantined - mended('quarantined') + scanned.quarantined,
    removed: addCounts(base.removed, scanned.removed),
    problems: [...base.problems.filter((problem) => !isOver(problem)), ...scanned.problems].slice(
      0,
      problemsKept(kind),
    ),
    firstAt: least(base.firstAt, scanned.firstAt),
    lastAt: most(base.lastAt, scanned.lastAt),
  }
}

function addCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...a }
  for (const [rule, count] of Object.entries(b)) sum[rule] = (sum[rule] ?? 0) + count
  return sum
}

const least = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))
const most = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b))
