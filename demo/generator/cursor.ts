import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from './claude.ts'
import { writeDatabase } from './database.ts'
import type { Put } from './database.ts'
import { iso } from './file.ts'
import { planSideSessions, requestsOf } from './other-agents.ts'
import type { SidePlan } from './other-agents.ts'
import { add } from './tokens.ts'

const MODELS = ['auto', 'composer-2'] as const

const SCHEMA = `
  create table ItemTable (key text unique on conflict replace, value blob);
  create table cursorDiskKV (key text unique on conflict replace, value blob)`

const HEADER = [
  'Date',
  'Kind',
  'Model',
  'Max Mode',
  'Input (w/ Cache Write)',
  'Input (w/o Cache Write)',
  'Cache Read',
  'Output Tokens',
  'Total Tokens',
  'Cost',
]

/** Its database as of 2026, which tells of sessions and counts nothing, and what the dashboard exported of the same days. */
export function writeCursor(world: World): void {
  const folder = join(world.home, '.config/Cursor/User')
  const events: string[][] = [HEADER]
  writeDatabase(join(folder, 'globalStorage/state.vscdb'), SCHEMA, (put) => {
    for (const plan of planSideSessions('cursor', world.random)) events.push(...writeSession(world, plan, put))
  })
  const lines = events.map((cells) => `${cells.map((cell) => `"${cell}"`).join(',')}\n`)
  writeFileSync(join(folder, 'usage-events-2026-11-20.csv'), lines.join(''))
}

function writeSession({ random, truth }: World, plan: SidePlan, put: Put): string[][] {
  const id = random.uuid()
  const model = random.pick(MODELS)
  const headers: object[] = []
  const bubble = (type: 1 | 2, time: number, more: object): void => {
    const bubbleId = random.uuid()
    headers.push({ bubbleId, type })
    const tokenCount = { inputTokens: 0, outputTokens: 0 }
    const value = { _v: 3, type, bubbleId, createdAt: iso(time), tokenCount, ...more }
    put('cursorDiskKV', { key: `bubbleId:${id}:${bubbleId}`, value: JSON.stringify(value) })
  }
  bubble(1, plan.start, { text: plan.task })
  const events: string[][] = []
  let last = plan.start
  for (const { time, input, output, cacheRead, cacheWrite } of requestsOf(random, plan)) {
    bubble(2, time, { text: '', isAgentic: true, modelInfo: { modelName: model } })
    const total = input + output + cacheRead + cacheWrite
    const counts = [cacheWrite, input, cacheRead, output, total].map(String)
    events.push([iso(time), 'Included', model, 'No', ...counts, 'Included'])
    add(truth, { requests: 1, input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0, reasoning: 0 })
    last = time
  }
  const composer = {
    _v: 10,
    composerId: id,
    name: plan.task,
    createdAt: plan.start,
    lastUpdatedAt: last,
    status: plan.end === 'cancelled' ? 'aborted' : 'completed',
    unifiedMode: 'agent',
    modelConfig: { modelName: model },
    fullConversationHeadersOnly: headers,
    totalLinesAdded: random.int(4, 120),
    totalLinesRemoved: random.int(0, 40),
    createdOnBranch: plan.branch,
    workspaceIdentifier: { id: random.hex(32), uri: { fsPath: plan.cwd } },
  }
  put('cursorDiskKV', { key: `composerData:${id}`, value: JSON.stringify(composer) })
  return events
}
