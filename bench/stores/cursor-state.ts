import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createPlaces, DAY, startOf } from '../generator/places.ts'
import type { Place } from '../generator/places.ts'
import { createRandom } from '../generator/random.ts'
import { createTexts } from '../generator/text.ts'
import { sessionRows } from './cursor-rows.ts'
import type { Row, SessionPlan, Source } from './cursor-rows.ts'
import { emptyStore } from './truth.ts'
import type { Growth, StoreTruth } from './truth.ts'

export const stateOf = (home: string): string => join(home, '.config/Cursor/User/globalStorage/state.vscdb')

const MESSAGES = 130
const DUPLICATED = 0.06
/** Of the sessions; the others are of a version that writes zeros. */
const COUNTED = 0.8

/** A database of Cursor's of at least so many bytes, as the editor leaves it when it is closed. */
export function writeCursorState(home: string, bytes: number, seed: number): StoreTruth {
  const path = stateOf(home)
  mkdirSync(dirname(path), { recursive: true })
  const { source, places } = chanceOf(seed)
  const truth = { ...emptyStore(), files: 1 }
  using database = new DatabaseSync(path)
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -400000;
    create table ItemTable (key text unique on conflict replace, value blob);
    create table cursorDiskKV (key text unique on conflict replace, value blob)`)
  while (statSync(path).size < bytes) {
    const plan = planOf(source, places, source.random.around(MESSAGES), source.random.chance(COUNTED))
    const rows = [...sessionRows(source, plan, truth)]
    insertRows(database, rows)
    if (source.random.chance(DUPLICATED)) insertRows(database, duplicateOf(rows, plan, source, truth))
  }
  // As an editor has it: what comes next goes to a log beside the file.
  database.exec('pragma journal_mode = wal')
  return { ...truth, bytes: statSync(path).size }
}

/** One more session, of an editor that is still open. */
export function growCursorState(home: string, seed: number): Growth {
  const { source, places } = chanceOf(seed)
  const truth = emptyStore()
  const database = new DatabaseSync(stateOf(home))
  insertRows(database, [...sessionRows(source, planOf(source, places, MESSAGES, true), truth)])
  return { truth, [Symbol.dispose]: () => database.close() }
}

function chanceOf(seed: number): { source: Source; places: readonly Place[] } {
  const random = createRandom(seed)
  return { source: { random, texts: createTexts(random) }, places: createPlaces(random) }
}

const planOf = ({ random }: Source, places: readonly Place[], messages: number, isCounted: boolean): SessionPlan => ({
  ...random.pick(places),
  id: random.uuid(),
  start: startOf(random),
  messages,
  isCounted,
})

function insertRows(database: DatabaseSync, rows: readonly Row[]): void {
  const insert = database.prepare('insert into cursorDiskKV values (?, ?)')
  database.exec('begin')
  for (const row of rows) insert.run(...row)
  database.exec('commit')
}

/** The messages of another session, which began later than they did: none of them was billed again. */
function duplicateOf(rows: readonly Row[], { id, start }: SessionPlan, { random }: Source, truth: StoreTruth): Row[] {
  const own = random.uuid()
  truth.sessions += 1
  truth.messages += rows.filter(([key]) => key.startsWith('bubbleId:')).length
  return rows
    .filter(([key]) => /^(bubbleId|composerData):/.test(key))
    .map(([key, value]) => [
      key.replace(id, own),
      value.replace(id, own).replace(`"createdAt":${start},`, `"createdAt":${start + 2 * DAY},`),
    ])
}
