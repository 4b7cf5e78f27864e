import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import type { Row, Totals } from './dump.ts'
import { readEntries, readFileRows } from './dump.ts'
import { look, OWNER } from './ledger.ts'

/** What a warehouse holds of one of many cases. */
export interface LoadedCase {
  readonly root: string
  readonly entries: readonly Row[]
  /** What counts among them. */
  readonly totals: Totals
  /** Of a case with one log. */
  readonly file: Row
  readonly files: readonly Row[]
}

export interface LoadedCases {
  of(name: string): LoadedCase
  close(): void
}

/**
 * Cases that have nothing to do with one another, each in a data directory of its own, loaded at once: far quicker than a
 * warehouse for each. `then` may change the folders, after which they are loaded again.
 */
export async function loadCases(
  agent: Agent,
  names: readonly string[],
  write: (name: string, root: string) => void,
  ...then: ((name: string, root: string) => void)[]
): Promise<LoadedCases> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rimuru-test-')))
  const roots = new Map(names.map((name, i) => [name, join(folder, String(i))]))
  const { db, close } = await openWarehouse(':memory:')
  try {
    for (const step of [write, ...then]) {
      for (const [name, root] of roots) {
        mkdirSync(root, { recursive: true })
        step(name, root)
      }
      await loadUsage(db, look(agent, [...roots.values()]), { owner: OWNER })
    }
    const entries = Map.groupBy(await readEntries(db), ({ root }) => String(root))
    const files = Map.groupBy(await readFileRows(db), ({ root }) => String(root))
    return {
      of(name) {
        const root = roots.get(name)!
        const own = entries.get(root) ?? []
        const ownFiles = files.get(root) ?? []
        return { root, entries: own, totals: totalsOf(own), files: ownFiles, file: ownFiles[0]! }
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    }
  } finally {
    close()
  }
}

function totalsOf(entries: readonly Row[]): Totals {
  const counted = entries.filter((row) => row.counted === true)
  const sum = (...fields: string[]): number =>
    counted.reduce((total, row) => total + fields.reduce((part, field) => part + Number(row[field]), 0), 0)
  return {
    requests: sum('requests'),
    input_tokens: sum('input'),
    cache_read_tokens: sum('cache_read'),
    cache_write_tokens: sum('cache_write_5m', 'cache_write_1h'),
    output_tokens: sum('output'),
    reasoning_tokens: sum('reasoning'),
    cw1h: sum('cache_write_1h'),
  }
}

/** The sessions of what counts, with the output that tells each response apart. */
export const outputsOf = ({ entries }: LoadedCase): unknown[] =>
  entries
    .filter((row) => row.counted === true)
    .map(({ session, output }) => [session, Number(output)])
    .sort()
