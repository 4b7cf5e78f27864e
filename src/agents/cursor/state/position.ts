import { hash } from 'node:crypto'
import type { Database } from '../../_shared/sqlite.ts'

/**
 * Where reading stopped. A row that is written again gets the next number, so that all that is new or has changed comes
 * after the last one; unless the numbers were given anew, as `vacuum` does, or the last ones were deleted and are used
 * again. Then one of these rows has another key, or all of them have gone.
 */
export interface Position {
  readonly last: number
  readonly landmarks: readonly (readonly [row: number, key: string])[]
  /** Sub-agents of which only the session that started them tells. */
  readonly parents: Readonly<Record<string, string>>
}

const LANDMARKS = 16

export function positionOf(database: Database, parents: ReadonlyMap<string, string>): Position {
  const last = lastRow(database)
  const landmarks = new Map<number, string>()
  for (let i = 0; i <= LANDMARKS; i += 1) {
    const from = Math.floor((last * i) / LANDMARKS)
    for (const { row, key } of database.rows(AT_OR_AFTER, from)) landmarks.set(Number(row), digest(key))
  }
  return { last, landmarks: [...landmarks], parents: Object.fromEntries(parents) }
}

/** Null when all has to be read. */
export function positionIn(database: Database, resume: string | null): Position | null {
  if (resume === null) return null
  const position = JSON.parse(resume) as Position
  if (lastRow(database) < position.last) return null
  let found = 0
  for (const [row, key] of position.landmarks) {
    for (const there of database.rows('select key from cursorDiskKV where rowid = ?', row)) {
      if (digest(there.key) !== key) return null
      found += 1
    }
  }
  return found > 0 || position.last === 0 ? position : null
}

/** Whatever the key names, it is not repeated elsewhere. */
const digest = (key: unknown): string => hash('md5', String(key), 'base64url')

function lastRow(database: Database): number {
  for (const { last } of database.rows('select max(rowid) as last from cursorDiskKV')) return Number(last ?? 0)
  return 0
}

const AT_OR_AFTER = 'select rowid as row, key from cursorDiskKV where rowid >= ? order by rowid limit 1'
