import { cpSync, linkSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { copyOf, filesBelow, tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { describeAgents } from '../contract.ts'

describeAgents('the same data twice counts once (FORMATS D4)', ({ agent, samples, copyPath }) => {
  it.each(samples)('when the folder is named twice: $name', async ({ folder, expected }) => {
    const ledger = await coldLoad(agent, [folder, folder, `${folder}/`, join(folder, '.')])
    const { requests: _, ...totals } = expected
    expect(await ledger.totals()).toMatchObject(totals)
  })

  it.each(samples)('when it also shows through a symbolic link, whichever comes first: $name', async ({ folder, expected }) => {
    const link = join(tempFolder(), 'link')
    symlinkSync(folder, link)
    const ledger = await openLedger()
    const { requests: _, ...totals } = expected
    for (const folders of [[folder, link], [link, folder], [link]]) {
      await ledger.load(agent, folders)
      expect(await ledger.totals()).toMatchObject(totals)
    }
  })

  it.each(samples)('when a copy of a log lies elsewhere in the folder: $name', async ({ folder, expected }) => {
    const root = copyOf(folder)
    for (const path of filesBelow(root, '.jsonl')) cpSync(path, join(root, copyPath(relative(root, path))))
    const ledger = await coldLoad(agent, [root])
    const { requests: _, ...totals } = expected
    expect(await ledger.totals()).toMatchObject(totals)
  })

  it.each(samples)('when a log has a second name: $name', async ({ folder, expected }) => {
    const root = copyOf(folder)
    for (const path of filesBelow(root, '.jsonl')) {
      const second = join(root, copyPath(relative(root, path)))
      mkdirSync(dirname(second), { recursive: true })
      linkSync(path, second)
    }
    const ledger = await coldLoad(agent, [root])
    const { requests: _, ...totals } = expected
    expect(await ledger.totals()).toMatchObject(totals)
    expect((await ledger.files()).length).toBe(filesBelow(folder, '.jsonl').length)
  })

  it.each(samples)('when a backup of the whole folder is named too: $name', async ({ folder, expected }) => {
    const ledger = await coldLoad(agent, [folder, copyOf(folder)])
    const { requests: _, ...totals } = expected
    expect(await ledger.totals()).toMatchObject(totals)
  })

  it('counts copies in the quality of the data', async () => {
    const root = copyOf(samples[0]!.folder)
    const before = await (await coldLoad(agent, [root])).quality()
    for (const path of filesBelow(root, '.jsonl')) cpSync(path, join(root, copyPath(relative(root, path))))
    const after = await (await coldLoad(agent, [root])).quality()
    expect(after.duplicates).toBeGreaterThan(before.duplicates)
  })
})
