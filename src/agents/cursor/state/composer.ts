import type { Meter, SessionSignal } from '../../../core/usage.ts'
import type { Sink } from '../../_shared/agent.ts'
import { isObject } from '../../_shared/json.ts'
import type { Database } from '../../_shared/sqlite.ts'
import { textOf } from '../../_shared/tokens.ts'
import { composerKey } from './keys.ts'
import { METER_PATHS, metersOf } from './meters.ts'
import { lengthOf, picked, PROBLEMS, timeOfValue } from './values.ts'
import type { ValueState } from './values.ts'

/** What the row of a session says of it. */
export interface Composer {
  readonly row: number
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly signal: SessionSignal
  readonly model: string | null
  readonly parent: string | null
  readonly children: readonly string[]
  readonly branch: string | null
  readonly workspace: unknown
  readonly meters: readonly Meter[]
  /** Messages that it names or holds. */
  readonly messages: number
  /** Messages stand in the row itself, as they did at first. */
  readonly holdsMessages: boolean
}

const PATHS = [
  '$.createdAt',
  '$.lastUpdatedAt',
  '$.status',
  '$.modelConfig.modelName',
  '$.subagentInfo.parentComposerId',
  '$.subComposerIds',
  '$.activeBranch.branchName',
  '$.createdOnBranch',
  '$.workspaceIdentifier',
  ...METER_PATHS,
]

const SELECT = `
  select rowid as row, ${picked(PATHS)},
    ${lengthOf('$.conversation')} as held, ${lengthOf('$.fullConversationHeadersOnly')} as named
  from cursorDiskKV where key = ?`

export function readComposer(database: Database, session: string, sink: Sink): Composer | null {
  for (const found of database.rows(SELECT, composerKey(session))) {
    const problem = PROBLEMS[found.state as ValueState]
    if (problem) sink.problem({ kind: 'bad-line', offset: Number(found.row), detail: problem })
    if (typeof found.picked !== 'string') return null
    return composerOf(
      Number(found.row),
      JSON.parse(found.picked) as unknown[],
      Number(found.named ?? 0),
      Number(found.held ?? 0),
    )
  }
  return null
}

function composerOf(row: number, fields: readonly unknown[], named: number, held: number): Composer {
  const [created, updated, status, model, parent, children, active, createdOn, workspace, ...meters] = fields
  return {
    row,
    createdAt: timeOfValue(created),
    updatedAt: timeOfValue(updated),
    signal: SIGNALS.get(status) ?? 'open',
    model: textOf(model),
    parent: textOf(parent),
    children: Array.isArray(children) ? children.filter((child) => typeof child === 'string') : [],
    branch: textOf(active) ?? textOf(createdOn),
    workspace: isObject(workspace) ? workspace : null,
    meters: metersOf(meters),
    messages: named + held,
    holdsMessages: held > 0,
  }
}

/** `none` and `generating`: not begun, at work, or killed at work. */
const SIGNALS: ReadonlyMap<unknown, SessionSignal> = new Map([
  ['completed', 'done'],
  ['aborted', 'cancelled'],
  ['cancelled', 'cancelled'],
  ['error', 'failed'],
  ['failed', 'failed'],
])
