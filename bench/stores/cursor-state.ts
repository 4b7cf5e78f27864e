import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createPlaces, startOf } from '../generator/places.ts'
import { createRandom } from '../generator/random.ts'
import { createTexts } from '../generator/text.ts'
import { sessionRows } from './cursor-rows.ts'
import type { Row, SessionPlan, Source } from './cursor-rows.ts'
import { emptyStore } from './truth.ts'
import type { StoreTruth } from './truth.ts'

export const stateOf = (home: string): string => join(home, '.config/Cursor/User/globalStorage/state.vscdb')

const DUPLICATED = 0.03
/** Of the sessions; later ones have no counts. */
const COUNTED = 0.8
const HOUR = 3_600_000

/** A database of Cursor's of at least so many bytes, as the editor leaves it when it is closed. */
export function writeCursorState(home: string, bytes: number, seed: number): StoreTruth {
  const path = stateOf(home)
  mkdirSync(dirname(path), { recursive: true })
  const random = createRandom(seed)
  const source = { random, texts: createTexts(random) }
  const places = createPlaces(random)
  const truth = { ...emptyStore(), files: 1 }
  using database = new DatabaseSync(path)
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -400000;
    create table ItemTable (key text unique on conflict replace, value blob);
    create table cursorDiskKV (key text unique on conflict replace, value blob)`)
  while (sizeOf(path) < bytes) {
    const place = random.pick(places)
    const plan: SessionPlan = {
      ...place,
      id: random.uuid(),
      start: startOf(random),
      messages: random.around(130),
      isCounted: random.chance(COUNTED),
    }
    const rows = [...sessionRows(source, plan, truth)]
    insertRows(database, rows)
    if (random.chance(DUPLICATED)) insertRows(database, duplicateOf(rows, plan, source, truth))
  }
  // As an editor has it: what comes next goes to a log beside the file.
  database.exec('pragma journal_mode = wal')
  return { ...truth, bytes: sizeOf(path) }
}

export function insertRows(database: DatabaseSync, rows: readonly Row[]): void {
  const insert = database.prepare('insert into cursorDiskKV values (?, ?)')
  database.exec('begin')
  for (const row of rows) insert.run(...row)
  database.exec('commit')
}

/** The messages of another session, which began later than they did: none of them was billed again. */
function duplicateOf(rows: readonly Row[], plan: SessionPlan, { random }: Source, truth: StoreTruth): Row[] {
  const id = random.uuid()
  const messages = rows.filter(([key]) => key.startsWith('bubbleId:'))
  truth.sessions += 1
  truth.messages += messages.length
  return rows
    .filter(([key]) => /^(bubbleId|composerData):/.test(key))
    .map(([key, value]) => [
      key.replace(plan.id, id),
      value.replace(plan.id, id).replace(`"createdAt":${plan.start},`, `"createdAt":${plan.start + 48 * HOUR},`),
    ])
}

const sizeOf = (path: string): number => statSync(path).size
