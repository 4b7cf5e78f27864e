import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Source } from '../../../src/pipeline/discover.ts'
import type { Row } from '../../helpers/dump.ts'
import { filesBelow, tempFolder } from '../../helpers/folders.ts'
import { coldLoad, look, openLedger } from '../../helpers/ledger.ts'
import { randomFrom, shuffled } from '../../helpers/random.ts'
import { describeAgents } from '../contract.ts'
import type { Sample } from '../contract.ts'

/** All samples in one data directory, as they would lie on one machine. */
function together(samples: readonly Sample[]): string {
  const root = tempFolder()
  for (const { folder } of samples) cpSync(folder, root, { recursive: true })
  return root
}

describeAgents('the order of reading does not matter (FORMATS D2)', ({ agent, samples, subagentSample }) => {
  it('gives the same rows from one thread and from three', async () => {
    const root = together(samples)
    const one = await openLedger()
    const three = await openLedger()
    await one.load(agent, [root], { threads: 1 })
    await three.load(agent, [root], { threads: 3 })
    expect((await one.entries()).length).toBeGreaterThan(samples.length)
    expect(await three.dump()).toEqual(await one.dump())
  })

  it.each([1, 2])('gives the same rows when the logs come one by one in any order (seed %i)', async (seed) => {
    const root = together(samples)
    const [all] = look(agent, [root])
    const ledger = await openLedger()
    let seen: Source['files'] = []
    for (const file of shuffled(all!.files, randomFrom(seed))) {
      seen = [...seen, file]
      await ledger.loadSources([{ ...all!, files: seen }])
    }
    expect(seen.length).toBeGreaterThan(3)
    expect(await ledger.dump()).toEqual(await (await coldLoad(agent, [root])).dump())
  })

  it('gives the same rows when the logs are spread over two data directories', async () => {
    const root = together(samples)
    const roots = [tempFolder(), tempFolder()]
    const family = samples.find(({ name }) => name === subagentSample)!.folder
    filesBelow(root, '.jsonl').forEach((path, i) => {
      const name = path.slice(root.length + 1)
      // A session and its sub-agents have one running total: they stay together.
      cpSync(path, join(roots[existsSync(join(family, name)) ? 0 : i % 2]!, name))
    })
    const whole = await coldLoad(agent, [root])
    const split = await coldLoad(agent, roots)
    const reversed = await coldLoad(agent, roots.toReversed())
    expect((await split.scoped()).map(withoutRoot)).toEqual((await whole.scoped()).map(withoutRoot))
    expect((await reversed.scoped()).map(withoutRoot)).toEqual((await whole.scoped()).map(withoutRoot))
  })
})

const withoutRoot = ({ root: _, ...row }: Row): Row => row
