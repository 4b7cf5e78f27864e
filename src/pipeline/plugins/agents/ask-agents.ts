import { messageOf } from '../../../core/errors.ts'
import type { Json } from '../../../plugin-sdk/types.ts'
import type { DuckDBConnection } from '../../../warehouse/duckdb.ts'
import { readMeta } from '../../../warehouse/meta.ts'
import { readRoots } from '../../../warehouse/roots.ts'
import type { Source } from '../../discover.ts'
import { digest } from '../../inventory.ts'
import { READER } from '../../reader.ts'
import type { Plugins } from '../open-plugins.ts'
import { gather } from './gather.ts'
import type { Gathered } from './gather.ts'

/** A plugin that has been asked for what is new in one of its folders. */
export interface AskedAgent {
  readonly source: Source
  /** Where it goes on is kept for whoever it was told by: another version, or another config, may tell otherwise. */
  readonly by: string
  /** It goes on from where it was; else it tells everything again. */
  readonly goesOn: boolean
  /** Never rejects. */
  readonly answer: Promise<Gathered | Failure>
}

export interface Failure {
  readonly failed: string
}

/** Where a scan ended, as it is kept. */
export interface Position {
  readonly by: string
  readonly next: Json
}

/** The name it is kept under, with the rows that it is about. */
export const positionName = (root: number): string => `scan ${root}`

/** Has every plugin begin with what is new: it comes while the logs of the other agents are read. */
export async function askAgents(
  db: DuckDBConnection,
  sources: readonly Source[],
  plugins: Plugins,
  signal: AbortSignal | undefined,
): Promise<AskedAgent[]> {
  const roots = await readRoots(db)
  const asked: AskedAgent[] = []
  for (const source of sources) {
    const { agent, place, exists, plugin } = source
    if (!plugin?.plan || !exists) continue
    const { config, plugin: found } = plugin.plan
    const by = digest(JSON.stringify([READER, found.manifest.version, config]))
    const root = roots.find(({ agent: id, path }) => id === agent.id && path === place.path)
    const kept = root ? await readMeta(db, positionName(root.id)) : null
    const position = kept === null ? null : (JSON.parse(kept) as Position)
    const goesOn = position?.by === by
    const from = goesOn ? position.next : null
    const running = plugins.named(agent.id)
    const answer = running
      .inTurn(() => gather(running, { dirs: plugin.dirs, from, place: place.path, signal }))
      .catch((error: unknown): Failure => ({ failed: messageOf(error) }))
    asked.push({ source, by, goesOn, answer })
  }
  return asked
}
