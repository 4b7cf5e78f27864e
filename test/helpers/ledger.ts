import { onTestFinished } from 'vitest'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import { discover } from '../../src/pipeline/discover.ts'
import type { Source } from '../../src/pipeline/discover.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import type { Loaded, LoadOptions } from '../../src/pipeline/load.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { createScope } from '../../src/warehouse/queries/scope.ts'
import { queryFileQuality } from '../../src/warehouse/queries/quality.ts'
import type { FileQuality } from '../../src/warehouse/queries/quality.ts'
import { queryRestatements } from '../../src/warehouse/queries/restatements.ts'
import { readDump, readEntries, readFileRows, readScoped, readTotals, readTotalsByRoot } from './dump.ts'
import type { Row, Totals } from './dump.ts'

export const OWNER = { host: 'test-host', user: 'test-user' }

/** A warehouse as a person uses it: brought up to date with some folders, then asked. */
export interface Ledger {
  load(agent: Agent, folders: readonly string[], options?: Partial<LoadOptions>): Promise<Loaded>
  loadSources(sources: readonly Source[], options?: Partial<LoadOptions>): Promise<Loaded>
  /** Of the folders of the last load. */
  totals(): Promise<Totals>
  totalsByRoot(): Promise<Row[]>
  scoped(): Promise<Row[]>
  quality(): Promise<FileQuality>
  entries(): Promise<Row[]>
  files(): Promise<Row[]>
  restatements(): ReturnType<typeof queryRestatements>
  dump(): ReturnType<typeof readDump>
  close(): void
}

export const look = (agent: Agent, folders: readonly string[]): Source[] =>
  discover(
    [agent],
    { home: '/nowhere', platform: 'linux', variables: {} },
    { [agent.id]: { enabled: true, dirs: folders } },
  )

const NO_FILTERS = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }

export async function openLedger(path = ':memory:'): Promise<Ledger> {
  const { db, close } = await openWarehouse(path)
  let open = true
  let roots: number[] = []
  const closeOnce = (): void => {
    if (open) close()
    open = false
  }
  onTestFinished(closeOnce)

  async function loadSources(sources: readonly Source[], options: Partial<LoadOptions> = {}): Promise<Loaded> {
    const loaded = await loadUsage(db, sources, { owner: OWNER, ...options })
    roots = loaded.roots.map(({ id }) => id)
    await createScope(db, { ...NO_FILTERS, roots })
    return loaded
  }

  return {
    load: (agent, folders, options) => loadSources(look(agent, folders), options),
    loadSources,
    totals: () => readTotals(db),
    totalsByRoot: () => readTotalsByRoot(db),
    scoped: () => readScoped(db),
    quality: () => queryFileQuality(db, { ...NO_FILTERS, roots }),
    entries: () => readEntries(db),
    files: () => readFileRows(db),
    restatements: () => queryRestatements(db, roots),
    dump: () => readDump(db),
    close: closeOnce,
  }
}

/** A warehouse that has seen these folders once. */
export async function coldLoad(agent: Agent, folders: readonly string[]): Promise<Ledger> {
  const ledger = await openLedger()
  await ledger.load(agent, folders)
  return ledger
}
