import { dirname } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { readDatabase } from '../_shared/sqlite.ts'
import type { Database, DatabaseRow } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import { billingOf } from './billing.ts'
import { SPAN_FIELDS, noteUnknownFields } from './names.ts'
import { RANK } from './sources.ts'
import { sellerNamed } from './spans.ts'
import { timeOfNumber } from '../_shared/times.ts'
import { isNone, tell, tryRecord, usageOf } from './usage.ts'
import type { FieldNames } from './usage.ts'
import { foldersOfSessions } from './workspaces.ts'

/** What the columns of a span do not hold, its attributes do. */
const FIELDS: FieldNames = {
  input: ['input_tokens', ...SPAN_FIELDS.input],
  output: ['output_tokens', ...SPAN_FIELDS.output],
  read: ['cached_tokens', ...SPAN_FIELDS.read],
  written: SPAN_FIELDS.written,
  reasoning: ['reasoning_tokens', ...SPAN_FIELDS.reasoning],
}

/**
 * `agent-traces.db` of VS Code, with the settings for it: every request, those for titles and summaries too. It is pruned
 * after a week or 100 sessions, and so short that all of it is read each time.
 */
export const scanTraces = (file: ScanFile, sink: Sink): ScanEnd =>
  readDatabase(file.path, (database) => {
    const folders = foldersOfSessions(dirname(dirname(dirname(file.path))))
    for (const row of chatSpans(database)) {
      const offset = Number(row.number)
      sink.lines(1)
      tryRecord(offset, sink, () => takeSpan(row, offset, attributesOf(database, row.span_id), folders, sink))
    }
    return { readTo: 0, tornTail: false, resume: null }
  })

const chatSpans = (database: Database): Iterable<DatabaseRow> =>
  database.columns('spans').has('operation_name')
    ? database.rows("select rowid as number, * from spans where operation_name = 'chat' order by rowid")
    : []

/** Their values are text, whatever they were. */
function attributesOf(database: Database, span: unknown): Record<string, unknown> {
  if (database.columns('span_attributes').size === 0) return {}
  const rows = database.rows(
    "select key, value from span_attributes where span_id = ? and (key like 'gen_ai.usage.%' or key like 'github.copilot.%')",
    String(span),
  )
  return Object.fromEntries(Array.from(rows, ({ key, value }) => [String(key), numberIn(value)]))
}

const numberIn = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value

function takeSpan(
  row: DatabaseRow,
  offset: number,
  attributes: Record<string, unknown>,
  folders: ReadonlyMap<string, string>,
  sink: Sink,
): void {
  const fields = { ...attributes, ...row }
  const usage = usageOf(fields, FIELDS)
  noteUnknownFields(fields, FIELDS, offset, sink)
  const { nanoCredits } = billingOf(attributes)
  if (isNone(usage) && nanoCredits === null) return
  const time = timeOfNumber(row.end_time_ms) ?? timeOfNumber(row.start_time_ms)
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  const session = textOf(row.chat_session_id) ?? textOf(row.conversation_id) ?? String(row.trace_id)
  tell(
    {
      identity: `span:${String(row.span_id)}`,
      session,
      time,
      cwd: folders.get(session) ?? null,
      branch: null,
      offset,
      subagent: false,
      quality: 'exact',
      sourceRank: RANK.trace,
      parts: [
        {
          model: textOf(row.response_model) ?? textOf(row.request_model),
          provider: sellerNamed(row.provider_name),
          usage,
          nanoCredits,
        },
      ],
    },
    sink,
  )
}
