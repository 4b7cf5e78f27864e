import type { Sink } from '../../_shared/agent.ts'
import type { Database, DatabaseRow } from '../../_shared/sqlite.ts'
import { textOf } from '../../_shared/tokens.ts'
import { bubbleRange } from './keys.ts'
import { listOf, picked, PROBLEMS, timeOfValue } from './values.ts'
import type { ValueState } from './values.ts'

/** A message of a session. */
export interface Bubble {
  readonly row: number
  readonly id: string
  readonly from: 'user' | 'assistant' | 'unknown'
  readonly time: number | null
  readonly model: string | null
  /** As it stands there. */
  readonly tokens: unknown
}

const USER = 1
const ASSISTANT = 2

const PATHS = [
  '$.type',
  '$.createdAt',
  '$.tokenCount',
  '$.modelInfo.modelName',
  '$.timingInfo.clientEndTime',
  '$.timingInfo.clientStartTime',
  '$.bubbleId',
]

const OWN_ROWS = `select rowid as row, key, ${picked(PATHS)} from cursorDiskKV where key >= ? and key < ?`

/** In the row of the session, as a list: all that the first versions had. */
const HELD = `
  select composer.rowid as row, message.key as number, json_extract(message.value, ${listOf(PATHS)}) as picked
  from cursorDiskKV composer, json_each(cast(composer.value as text), '$.conversation') message
  where composer.rowid = ? and message.type = 'object'`

export function* bubblesOf(database: Database, session: string, sink: Sink): Generator<Bubble> {
  const [from, before] = bubbleRange(session)
  for (const found of database.rows(OWN_ROWS, from, before)) {
    const id = String(found.key).slice(from.length)
    if (/[\r\n]/.test(id)) continue
    const problem = PROBLEMS[found.state as ValueState]
    if (problem) sink.problem({ kind: 'bad-line', offset: Number(found.row), detail: problem })
    const bubble = bubbleOf(found, () => id)
    if (bubble) yield bubble
  }
}

export function* heldBubbles(database: Database, session: string, row: number): Generator<Bubble> {
  for (const found of database.rows(HELD, row)) {
    const bubble = bubbleOf(found, (own) => own ?? `${session}#${Number(found.number)}`)
    if (bubble) yield bubble
  }
}

function bubbleOf(found: DatabaseRow, idFor: (own: string | null) => string): Bubble | null {
  if (typeof found.picked !== 'string') return null
  const [type, created, tokens, model, ended, started, own] = JSON.parse(found.picked) as unknown[]
  return {
    row: Number(found.row),
    id: idFor(textOf(own)),
    from: type === ASSISTANT ? 'assistant' : type === USER ? 'user' : 'unknown',
    time: timeOfValue(created) ?? timeOfValue(ended) ?? timeOfValue(started),
    model: textOf(model),
    tokens,
  }
}
