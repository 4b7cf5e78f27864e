import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { allOf } from '../../../src/pipeline/scan/jobs.ts'
import { startReaders } from '../../../src/pipeline/scan/readers.ts'
import type { Row } from '../../helpers/dump.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, look, openLedger } from '../../helpers/ledger.ts'
import { randomFrom, shuffled } from '../../helpers/random.ts'
import { collide, describeAgents, logsOf } from '../contract.ts'
import type { Sample } from '../contract.ts'

/** All samples in one data directory, as they would lie on one machine, unless they have files of the same name. */
function together(samples: readonly Sample[]): string[] {
  if (collide(samples)) return samples.map(({ folder }) => folder)
  const root = tempFolder()
  for (const { folder } of samples) cpSync(folder, root, { recursive: true })
  return [root]
}

describeAgents('the order of reading does not matter (FORMATS D2)', ({ agent, samples }) => {
  it('gives the same rows from one thread, from three, and from three that began before they were asked', async () => {
    const roots = together(samples)
    const one = await openLedger()
    const three = await openLedger()
    const early = await openLedger()
    const readers = startReaders(allOf(look(agent, roots)), 3)
    await one.load(agent, roots, { threads: 1 })
    await three.load(agent, roots, { threads: 3 })
    await early.load(agent, roots, { readers })
    expect((await one.entries()).length).toBeGreaterThan(samples.length)
    expect(await three.dump()).toEqual(await one.dump())
    expect(await early.dump()).toEqual(await one.dump())
  })

  it.each([1, 2])('gives the same rows when the logs come one by one in any order (seed %i)', async (seed) => {
    const roots = together(samples)
    const sources = look(agent, roots)
    const ledger = await openLedger()
    const seen = new Set<string>()
    const files = shuffled(
      sources.flatMap((source) => source.files),
      randomFrom(seed),
    )
    for (const { path } of files) {
      seen.add(path)
      await ledger.loadSources(
        sources.map((source) => ({ ...source, files: source.files.filter((file) => seen.has(file.path)) })),
      )
    }
    expect(seen.size).toBeGreaterThanOrEqual(samples.length)
    expect(await ledger.dump()).toEqual(await (await coldLoad(agent, roots)).dump())
  })

  it.each([1, 2, 3, 4])(
    'gives the same rows when single logs are spread over two data directories (seed %i)',
    async (seed) => {
      const [root, ...more] = together(samples)
      if (more.length > 0) return expect(collide(samples)).toBe(true)
      const roots = [tempFolder(), tempFolder()]
      const random = randomFrom(seed)
      for (const path of logsOf(agent, root!))
        cpSync(path, join(roots[random() < 0.5 ? 0 : 1]!, path.slice(root!.length + 1)))
      const whole = await coldLoad(agent, [root!])
      const split = await coldLoad(agent, roots)
      const reversed = await coldLoad(agent, roots.toReversed())
      expect((await split.scoped()).map(withoutRoot)).toEqual((await whole.scoped()).map(withoutRoot))
      expect((await reversed.scoped()).map(withoutRoot)).toEqual((await whole.scoped()).map(withoutRoot))
    },
  )
})

const withoutRoot = ({ root: _, ...row }: Row): Row => row
