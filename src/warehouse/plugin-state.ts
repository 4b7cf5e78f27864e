import type { DuckDBConnection } from './duckdb.ts'
import { RimuruError } from '../core/errors.ts'
import { newTurns } from '../core/turns.ts'
import { inTransaction } from './transaction.ts'
import { textOrNull } from './values.ts'

/** What a plugin may keep in all, in bytes of keys and values. */
export const PLUGIN_QUOTA = 4 << 20

export interface PluginFigures {
  readonly calls: number
  readonly failures: number
  readonly restarts: number
  /** Since the last call that succeeded. */
  readonly failuresInARow: number
  readonly lastError: string | null
}

export type PluginEvent =
  | { readonly kind: 'call' }
  | { readonly kind: 'failure'; readonly message: string }
  | { readonly kind: 'restart' }

export interface PluginState {
  readonly get: (plugin: string, key: string) => Promise<string | null>
  readonly set: (plugin: string, key: string, value: string) => Promise<void>
  readonly delete: (plugin: string, key: string) => Promise<void>
  readonly list: (plugin: string, prefix: string) => Promise<readonly string[]>
  readonly healthOf: (plugin: string) => Promise<PluginFigures>
  /** A call that went well is written by `flush`, all else at once. */
  readonly record: (plugin: string, event: PluginEvent) => Promise<void>
  readonly flush: () => Promise<void>
}

const NONE: PluginFigures = { calls: 0, failures: 0, restarts: 0, failuresInARow: 0, lastError: null }

/** Plugins find what they have kept, and what they keep now is gone with this connection. */
export async function setStateApart(db: DuckDBConnection): Promise<void> {
  for (const table of ['plugin_kv', 'plugin_health']) await db.run(`create temp table ${table} as from main.${table}`)
}

/** What plugins keep between runs. One thing after another: their calls come at the same time, a transaction is one. */
export function pluginStateOf(db: DuckDBConnection): PluginState {
  /** Calls that went well are counted and written together: there may be many. */
  const succeeded = new Map<string, number>()
  const inTurn = newTurns()
  return {
    get: (plugin, key) =>
      inTurn(async () => {
        const rows = await db.runAndReadAll('select value from plugin_kv where plugin = ? and name = ?', [plugin, key])
        return textOrNull(rows.getRows()[0]?.[0])
      }),
    set: (plugin, key, value) => inTurn(() => setValue(db, plugin, key, value)),
    delete: (plugin, key) => inTurn(() => db.run('delete from plugin_kv where plugin = ? and name = ?', [plugin, key])),
    list: (plugin, prefix) =>
      inTurn(async () => {
        const rows = await db.runAndReadAll(
          'select name from plugin_kv where plugin = ? and starts_with(name, ?) order by name',
          [plugin, prefix],
        )
        return rows.getRows().map(([name]) => String(name))
      }),
    healthOf: (plugin) =>
      inTurn(async () => after((await healthIn(db, [plugin])).get(plugin)!, succeeded.get(plugin) ?? 0, null)),
    record: (plugin, event) => {
      if (event.kind === 'call') {
        succeeded.set(plugin, (succeeded.get(plugin) ?? 0) + 1)
        return Promise.resolve()
      }
      return inTurn(() => store(plugin, event))
    },
    flush: () =>
      inTurn(async () => {
        const calls = [...succeeded]
        succeeded.clear()
        if (calls.length > 0) await record(db, calls, null)
      }),
  }

  async function store(plugin: string, event: Mishap): Promise<void> {
    const calls = succeeded.get(plugin) ?? 0
    succeeded.delete(plugin)
    await record(db, [[plugin, calls]], event)
  }
}

async function setValue(db: DuckDBConnection, plugin: string, key: string, value: string): Promise<void> {
  const sum = await db.runAndReadAll(
    'select coalesce(sum(strlen(name) + strlen(value)), 0) from plugin_kv where plugin = ? and name <> ?',
    [plugin, key],
  )
  const used = Number(sum.getRows()[0]?.[0]) + Buffer.byteLength(key) + Buffer.byteLength(value)
  if (used > PLUGIN_QUOTA) {
    throw new RimuruError('E4001', `plugin ${plugin} may keep ${PLUGIN_QUOTA} bytes, this would make it ${used}`)
  }
  await inTransaction(db, async () => {
    await db.run('delete from plugin_kv where plugin = ? and name = ?', [plugin, key])
    await db.run('insert into plugin_kv values (?, ?, ?)', [plugin, key, value])
  })
}

/** What is known of several plugins; each of them is there. */
export async function healthIn(
  db: DuckDBConnection,
  plugins: readonly string[],
): Promise<ReadonlyMap<string, PluginFigures>> {
  const health = new Map<string, PluginFigures>(plugins.map((plugin) => [plugin, NONE]))
  const rows = await db.runAndReadAll(
    `select plugin, calls, failures, restarts, failures_in_a_row, last_error from plugin_health where plugin in (${placesFor(plugins)})`,
    plugins,
  )
  for (const [plugin, calls, failures, restarts, inARow, error] of rows.getRows()) {
    health.set(String(plugin), {
      calls: Number(calls),
      failures: Number(failures),
      restarts: Number(restarts),
      failuresInARow: Number(inARow),
      lastError: textOrNull(error),
    })
  }
  return health
}

const placesFor = (values: readonly unknown[]): string => values.map(() => '?').join(', ')

type Mishap = Exclude<PluginEvent, { readonly kind: 'call' }>

const after = (before: PluginFigures, succeeded: number, event: Mishap | null): PluginFigures => {
  const inARow = succeeded > 0 ? 0 : before.failuresInARow
  const failed = event?.kind === 'failure'
  return {
    calls: before.calls + succeeded + (failed ? 1 : 0),
    failures: before.failures + (failed ? 1 : 0),
    restarts: before.restarts + (event?.kind === 'restart' ? 1 : 0),
    failuresInARow: failed ? inARow + 1 : inARow,
    lastError: failed ? event.message : before.lastError,
  }
}

/** How many calls of each went well, and then what happened, if anything did. */
async function record(
  db: DuckDBConnection,
  succeeded: readonly (readonly [plugin: string, calls: number])[],
  event: Mishap | null,
): Promise<void> {
  const plugins = succeeded.map(([plugin]) => plugin)
  const before = await healthIn(db, plugins)
  const rows = succeeded.map(([plugin, calls]) => {
    const { failures, restarts, failuresInARow, lastError, ...now } = after(before.get(plugin)!, calls, event)
    return [plugin, now.calls, failures, restarts, failuresInARow, lastError]
  })
  await inTransaction(db, async () => {
    await db.run(`delete from plugin_health where plugin in (${placesFor(plugins)})`, plugins)
    await db.run(`insert into plugin_health values ${rows.map((row) => `(${placesFor(row)})`).join(', ')}`, rows.flat())
  })
}
