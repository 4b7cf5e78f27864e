import { agentById } from '../../src/agents/list.ts'
import { discover } from '../../src/pipeline/discover.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { createScope } from '../../src/warehouse/queries/scope.ts'
import { readFileRows, readTotals } from './dump.ts'

/* A load in a process of its own: `load-child.ts <agent> <warehouse> <folder>...`. It says `loading` once its data is being read. */

const [agentId, warehouse, ...folders] = process.argv.slice(2)
const agent = agentById(agentId!)!
const sources = discover(
  [agent],
  { home: '/nowhere', platform: 'linux', variables: {} },
  { [agent.id]: { enabled: true, dirs: folders } },
)
const { db, close } = await openWarehouse(warehouse!)
const { roots, filesRead } = await loadUsage(db, sources, {
  owner: { host: 'test-host', user: 'test-user' },
  progress: (done) => void process.stderr.write(`loading ${done}\n`),
})
await createScope(db, {
  roots: roots.map(({ id }) => id),
  agents: [],
  models: [],
  projects: [],
  branches: [],
  since: null,
  until: null,
  timezone: 'UTC',
})
const failed = sources.flatMap((source) => source.failed)
const result = { totals: await readTotals(db), files: await readFileRows(db), failed, filesRead }
close()
process.stdout.write(JSON.stringify(result))
