import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { readDatabase } from '../_shared/sqlite.ts'
import type { DatabaseRow } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import { billingOf } from './billing.ts'
import { noteUnknownFields } from './names.ts'
import { RANK } from './sources.ts'
import { timeOfStamp } from '../_shared/times.ts'
import { isNone, tell, tryRecord, usageOf } from './usage.ts'
import type { FieldNames } from './usage.ts'

const TOTALS: FieldNames = {
  input: ['total_input_tokens'],
  output: ['total_output_tokens'],
  read: ['total_cached_tokens'],
  written: [],
  reasoning: ['total_reasoning_tokens'],
}

/** `data.db` of the desktop app: what each session has used in all. It says nothing of when, so all of it is read each time. */
export const scanDesktop = (file: ScanFile, sink: Sink): ScanEnd =>
  readDatabase(file.path, (database) => {
    const rows = database.columns('sessions').has('total_output_tokens')
      ? database.rows('select rowid as number, * from sessions order by rowid')
      : []
    for (const row of rows) {
      const offset = Number(row.number)
      sink.lines(1)
      tryRecord(offset, sink, () => takeSession(row, offset, sink))
    }
    return { readTo: 0, tornTail: false, resume: null }
  })

function takeSession(row: DatabaseRow, offset: number, sink: Sink): void {
  const session = String(row.id)
  const time = timeOfStamp(row.created_at)
  const usage = usageOf(row, TOTALS)
  noteUnknownFields(row, TOTALS, offset, sink)
  if (isNone(usage)) return
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  tell(
    {
      identity: `${session}:total`,
      session,
      time,
      cwd: null,
      branch: null,
      offset,
      subagent: false,
      quality: 'partial',
      summed: true,
      sourceRank: RANK.desktopTotal,
      parts: [{ model: textOf(row.model), provider: null, usage, nanoCredits: billingOf(row).nanoCredits }],
    },
    sink,
  )
}
