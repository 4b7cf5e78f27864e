import type { Sink } from '../_shared/agent.ts'
import type { Database } from '../_shared/sqlite.ts'
import type { SessionSignal } from '../../core/usage.ts'
import { ELSEWHERE, isOtherAgent } from './elsewhere.ts'
import type { Session } from './sessions.ts'
import { beyond, isNone, noteUncountedSums, tellUsage, tryRecord, usageOf } from './usage.ts'
import type { Usage } from './usage.ts'

/** What a session says of itself, and what it used beyond the rows that it has or had in the ledger. */
export function tellSession(session: Session, known: Usage, rests: Set<string>, database: Database, sink: Sink): void {
  sink.session({
    id: session.name,
    parent: session.parent,
    startedAt: session.startedAt,
    endedAt: session.updatedAt,
    cwd: session.cwd,
    branch: null,
    signal: session.archived ? 'done' : signalOf(session.id, database),
  })
  // Sessions and rows of the ledger have numbers of their own.
  const offset = -Number(session.row.number)
  tryRecord(offset, sink, () => tellRest(session, known, offset, rests, sink))
}

function tellRest(session: Session, known: Usage, offset: number, rests: Set<string>, sink: Sink): void {
  const { row } = session
  const hasSum = row.accumulated_input_tokens !== null || row.accumulated_output_tokens !== null
  const isAll = session.firstLedgerTime === null && isNone(known)
  // Without a sum there is the last request at least.
  const whole = hasSum ? usageOf(row, 'accumulated_') : isAll ? usageOf(row) : known
  const rest = beyond(whole, known)
  const time = session.firstLedgerTime ?? session.updatedAt ?? session.startedAt
  if (isOtherAgent(session.provider)) {
    if (isNone(rest) || rests.has(session.name)) return
    rests.add(session.name)
    return sink.removed(ELSEWHERE)
  }
  // With a ledger each of its rows is looked at.
  if (isAll) noteUncountedSums(row, hasSum, offset, sink)
  // A rest that has been counted and is none any more has to be taken back.
  if (isNone(rest) && !rests.has(session.name)) return
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  rests.add(session.name)
  tellUsage(
    rest,
    {
      identity: `${session.name}:rest`,
      session: session.name,
      time,
      cwd: session.cwd,
      offset,
      subagent: session.subagent,
      quality: 'partial',
      summed: hasSum,
      model: session.model,
      provider: session.provider,
      cost: isAll && hasSum ? row.accumulated_cost : null,
      sourceRank: 0,
    },
    sink,
  )
}

/** No end is recorded: an answer that asks for no tool is one. */
function signalOf(id: string, database: Database): SessionSignal {
  const has = database.columns('messages')
  if (!['id', 'session_id', 'role', 'content_json'].every((column) => has.has(column))) return 'open'
  const [last] = database.rows(
    `select role, instr(content_json, '"toolRequest"') > 0 as asks from messages where session_id = ? order by id desc limit 1`,
    id,
  )
  return last?.role === 'assistant' && last.asks === 0 ? 'done' : 'open'
}
