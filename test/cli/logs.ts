import { join } from 'node:path'
import { recordOf } from '../helpers/homes.ts'
import type { MadeUp } from '../helpers/homes.ts'
import { linesOf, writeText } from '../helpers/folders.ts'

export const SAMPLES = join(import.meta.dirname, '../fixtures/samples')

export interface LogRow extends MadeUp {
  /** `tool_use` leaves the session open. */
  readonly stop?: string
  readonly id?: string
}

let made = 0

/** One transcript in a home, each row a request of its own unless it is given an id. */
export function writeLog(home: string, session: string, rows: readonly LogRow[]): string {
  const lines = rows.map((row) => {
    made += 1
    const record = JSON.parse(recordOf({ session, ...row }, made)) as {
      message: { id: string; stop_reason: string }
      requestId: string
    }
    record.message.stop_reason = row.stop ?? 'end_turn'
    if (row.id) record.message.id = record.requestId = row.id
    return JSON.stringify(record)
  })
  return writeText(join(home, '.claude/projects/-work', `${session}.jsonl`), linesOf(lines))
}
