import { cpSync, linkSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { copyOf, tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { describeAgents, logsOf } from '../contract.ts'

describeAgents('the same data twice counts once (FORMATS D4)', ({ agent, samples, copyPath }) => {
  const folders = samples.map(({ folder }) => folder)
  const once = async () => (await coldLoad(agent, folders)).totals()

  /** Copies of the samples, with something done to each log. */
  const changed = (change: (path: string, second: string) => void): string[] =>
    folders.map((folder) => {
      const root = copyOf(folder)
      for (const path of logsOf(agent, root)) {
        const name = copyPath(relative(root, path))
        if (name === null) continue
        const second = join(root, name)
        mkdirSync(dirname(second), { recursive: true })
        change(path, second)
      }
      return root
    })

  it('when folders are named twice', async () => {
    const twice = folders.flatMap((folder) => [folder, folder, `${folder}/`, join(folder, '.')])
    expect(await (await coldLoad(agent, twice)).totals()).toEqual(await once())
  })

  it('when they also show through symbolic links, whichever come first', async () => {
    const links = folders.map((folder) => {
      const link = join(tempFolder(), 'link')
      symlinkSync(folder, link)
      return link
    })
    const expected = await once()
    const ledger = await openLedger()
    for (const order of [[...folders, ...links], [...links, ...folders], links]) {
      await ledger.load(agent, order)
      expect(await ledger.totals()).toEqual(expected)
    }
  })

  it('when copies of the logs lie elsewhere in their folders, which the quality of the data tells', async () => {
    const before = await coldLoad(agent, folders)
    const after = await coldLoad(
      agent,
      changed((path, second) => cpSync(path, second)),
    )
    expect(await after.totals()).toEqual(await before.totals())
    const copied = folders.some((folder) =>
      logsOf(agent, folder).some((path) => copyPath(relative(folder, path)) !== null),
    )
    const more = (await after.quality()).duplicates - (await before.quality()).duplicates
    expect(more > 0).toBe(copied)
  })

  it('when a log has a second name', async () => {
    const ledger = await coldLoad(
      agent,
      changed((path, second) => linkSync(path, second)),
    )
    expect(await ledger.totals()).toEqual(await once())
    expect(await ledger.files()).toHaveLength(folders.flatMap((folder) => logsOf(agent, folder)).length)
  })

  it('when backups of whole folders are named too', async () => {
    expect(await (await coldLoad(agent, [...folders, ...folders.map(copyOf)])).totals()).toEqual(await once())
  })
})
