import { rmSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { loadUsage } from '../../../src/pipeline/load.ts'
import { buildQuality } from '../../../src/reports/quality.ts'
import { openWarehouse } from '../../../src/warehouse/open.ts'
import { createScope } from '../../../src/warehouse/queries/scope.ts'
import { copyOf, tempFolder } from '../../helpers/folders.ts'
import { look, OWNER } from '../../helpers/ledger.ts'
import { describeAgents } from '../contract.ts'

const EVERYTHING = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }

describeAgents('what it is billed for and never writes down (FORMATS D10)', ({ agent, samples }) => {
  it('is named in a report of its data, also when the logs are gone, and in no other', async () => {
    const { db, close } = await openWarehouse(':memory:')
    onTestFinished(close)
    const spotsOf = async (folder: string, agents: readonly string[] = []): Promise<readonly string[]> => {
      const sources = look(agent, [folder])
      const { roots } = await loadUsage(db, sources, { owner: OWNER })
      const scope = { ...EVERYTHING, agents, roots: roots.map(({ id }) => id) }
      await createScope(db, scope)
      return (await buildQuality(db, scope, sources, 'calculate', [])).block.blind_spots
    }
    const expected = agent.blindSpots.map((spot) => `${agent.name}: ${spot}`)
    expect(expected).not.toEqual([])
    const folder = copyOf(samples[0]!.folder)
    expect(await spotsOf(folder)).toEqual(expected)
    expect(await spotsOf(folder, ['another'])).toEqual([])
    rmSync(folder, { recursive: true })
    expect(await spotsOf(folder)).toEqual(expected)
    expect(await spotsOf(tempFolder())).toEqual([])
  })
})
