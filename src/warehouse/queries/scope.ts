import type { DuckDBConnection } from '../duckdb.ts'
import { quote } from '../values.ts'
import { gatherRoots } from './gathered.ts'
import { startOfDay } from './local-time.ts'

/** What a report covers. */
export interface Scope {
  readonly roots: readonly number[]
  readonly agents: readonly string[]
  /** Names, or patterns with `*`; several are alternatives. */
  readonly models: readonly string[]
  readonly projects: readonly string[]
  readonly branches: readonly string[]
  /** Of whom and of which machine; all if not said. */
  readonly users?: readonly string[]
  readonly hosts?: readonly string[]
  /** Days in the time zone, `YYYY-MM-DD`, both included. */
  readonly since: string | null
  readonly until: string | null
  readonly timezone: string
}

/** The view `scoped`: every billed request of the report, once. And `scoped_ever`, whatever its period. */
export async function createScope(db: DuckDBConnection, scope: Scope): Promise<void> {
  await gatherRoots(db, scope.roots)
  await db.run(`
    create or replace temp view scoped as ${scopedSql(scope)};
    create or replace temp view scoped_ever as ${scopedSql({ ...scope, since: null, until: null })}`)
}

export const scopedSql = (scope: Scope): string =>
  `select e.* from gathered e where ${['e.counted', ...filters(scope)].join(' and ')}`

/** What the filters ask of an entry `e`. */
export function filters(scope: Scope): string[] {
  const named: [readonly string[], string, string][] = [
    [scope.agents, 'root_id', `select root_id from root where ${anyOf('agent', scope.agents)}`],
    [scope.models, 'sku_id', `select sku_id from sku where ${anyOf('model', scope.models)}`],
    [scope.projects, 'place_id', `select place_id from place where ${anyPath('project', scope.projects)}`],
    [scope.branches, 'branch_id', `select branch_id from branch where ${anyOf('name', scope.branches)}`],
    [scope.users ?? [], 'file_id', `select file_id from file where ${anyOf('username', scope.users ?? [])}`],
    [scope.hosts ?? [], 'file_id', `select file_id from file where ${anyOf('host', scope.hosts ?? [])}`],
  ]
  const conditions = named.filter(([names]) => names.length > 0).map(([, column, ids]) => `e.${column} in (${ids})`)
  if (scope.since) conditions.push(`e.happened_at >= ${startOfDay(scope.since, scope.timezone, 0)}`)
  if (scope.until) conditions.push(`e.happened_at < ${startOfDay(scope.until, scope.timezone, 1)}`)
  return conditions
}

/** Blanks around a name are no part of it. Made lower by DuckDB, on both sides: JavaScript has other letters for some. */
const folded = (text: string): string => `lower(trim(${text}))`

const pattern = (name: string): string => folded(quote(name.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')))

const anyOf = (column: string, names: readonly string[]): string =>
  names.map((name) => `${folded(column)} like ${pattern(name)} escape '\\'`).join(' or ')

/** A project is named by its path, or by the end of it. */
const anyPath = (column: string, names: readonly string[]): string =>
  names
    .map((name) => name.replace(/[/\\]+$/, ''))
    .map((name) => {
      const path = `replace(${folded(column)}, '\\', '/')`
      const end = pattern(name.replaceAll('\\', '/'))
      return `(${path} like ${end} escape '\\' or ${path} like concat('%/', ${end}) escape '\\')`
    })
    .join(' or ')
