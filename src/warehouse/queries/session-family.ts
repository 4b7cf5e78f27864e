import type { DuckDBConnection } from '../duckdb.ts'
import { quote } from '../values.ts'
import type { CostFigures } from './costs.ts'
import { figuresOf, FIGURES, pricedSql } from './costs.ts'
import type { CostMode } from './rates.ts'

export interface SessionName {
  readonly id: string
  readonly agent: string
}

/** Sessions whose id begins with a text, in any case; one that it names in full is the only one. */
export async function findSessions(
  db: DuckDBConnection,
  start: string,
  agents: readonly string[],
): Promise<SessionName[]> {
  const found = await names(db, `starts_with(lower(name), ${quote(start.toLowerCase())})`)
  const wanted = found.filter(({ agent }) => agents.length === 0 || agents.includes(agent))
  const exact = wanted.filter(({ id }) => id.toLowerCase() === start.toLowerCase())
  return exact.length > 0 ? exact : wanted
}

export const allSessionNames = (db: DuckDBConnection): Promise<SessionName[]> => names(db, 'true')

async function names(db: DuckDBConnection, where: string): Promise<SessionName[]> {
  const result = await db.runAndReadAll(`select name, agent from session_info where ${where} order by name, agent`)
  return result.getRows().map(([id, agent]) => ({ id: String(id), agent: String(agent) }))
}

export const isSession = ({ id, agent }: SessionName): string => `i.name = ${quote(id)} and i.agent = ${quote(agent)}`

/** What it spawned, and what those spawned. */
export const isDescendantOf = ({
  id,
  agent,
}: SessionName): string => `i.agent = ${quote(agent)} and i.name <> ${quote(id)} and i.session_id in (
    with recursive below as (
      select session_id, name from session_info where agent = ${quote(agent)} and name = ${quote(id)}
      union
      select c.session_id, c.name from session_info c join below b on c.parent = b.name where c.agent = ${quote(agent)}
    )
    select session_id from below
  )`

export interface ModelFigures extends Omit<CostFigures, 'sessions'> {
  readonly model: string
}

export async function querySessionModels(
  db: DuckDBConnection,
  mode: CostMode,
  session: SessionName,
): Promise<ModelFigures[]> {
  const where = `e.session_id in (select i.session_id from session_info i where ${isSession(session)})`
  const result = await db.runAndReadAll(`
    with ${pricedSql({ mode, keys: ['k.model'], joins: 'join sku k on k.sku_id = e.sku_id', where })}
    select k0 as model, ${FIGURES} from priced group by 1 order by 1`)
  return result.getRowObjects().map((row) => {
    const { sessions: _, ...figures } = figuresOf(row)
    return { model: String(row.model), ...figures }
  })
}

export interface SessionFile {
  readonly path: string
  /** `read`, `failed`, or `gone`: its history is kept. */
  readonly state: string
  readonly bytes: number
  readonly lines: number
  readonly lines_bad: number
}

/** The files that a session is told of or has counted requests in. */
export async function querySessionFiles(
  db: DuckDBConnection,
  roots: readonly number[],
  session: SessionName,
): Promise<SessionFile[]> {
  const result = await db.runAndReadAll(`
    with own as (select i.session_id from session_info i where ${isSession(session)})
    select path, state, size, lines, lines_bad from file
    where root_id in (${roots.join(', ')}) and file_id in (
      select file_id from session_fact semi join own using (session_id)
      union
      select file_id from entry semi join own using (session_id) where counted
    )
    order by path`)
  return result.getRows().map(([path, state, bytes, lines, bad]) => ({
    path: String(path),
    state: String(state),
    bytes: Number(bytes),
    lines: Number(lines),
    lines_bad: Number(bad),
  }))
}
