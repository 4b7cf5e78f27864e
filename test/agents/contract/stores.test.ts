import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listing, tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import type { Ledger } from '../../helpers/ledger.ts'
import { describeStores, madeUpRequests, sessionId, totalsOf } from '../contract.ts'
import type { MadeUpRequest } from '../contract.ts'

const more = (request: MadeUpRequest): MadeUpRequest => ({ ...request, output: request.output + 5 })
const less = (request: MadeUpRequest): MadeUpRequest => ({ ...request, output: request.output - 5 })

describeStores('a database or a document', ({ agent }, { file, write }) => {
  const requests = madeUpRequests(6)

  async function expectSameAsCold(ledger: Ledger, root: string): Promise<void> {
    const cold = await coldLoad(agent, [root])
    expect(await ledger.totals()).toEqual(await cold.totals())
    expect(await ledger.quality()).toEqual(await cold.quality())
    expect(withoutCursor(await ledger.dump())).toEqual(withoutCursor(await cold.dump()))
  }

  it('gives the same when it is read as it grows, by requests and by sessions (FORMATS D5)', async () => {
    const root = tempFolder()
    const ledger = await openLedger()
    for (const count of [2, 3, 6]) {
      write(root, sessionId(1), requests.slice(0, count))
      await ledger.load(agent, [root])
      expect(await ledger.totals()).toMatchObject(totalsOf(requests.slice(0, count)))
    }
    write(root, sessionId(2), madeUpRequests(3, 50))
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toMatchObject(totalsOf([...requests, ...madeUpRequests(3, 50)]))
    await expectSameAsCold(ledger, root)
  })

  it.each([
    ['grows', more],
    ['is corrected downwards', less],
  ])('has a request once that %s after it was read', async (_, change) => {
    const root = tempFolder()
    const ledger = await openLedger()
    write(root, sessionId(1), requests)
    await ledger.load(agent, [root])
    const changed = requests.map((request, i) => (i === 1 || i === 5 ? change(request) : request))
    write(root, sessionId(1), changed)
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toMatchObject(totalsOf(changed))
    await expectSameAsCold(ledger, root)
  })

  it('keeps what was deleted from it, and all of it when it is gone itself', async () => {
    const root = tempFolder()
    const ledger = await openLedger()
    write(root, sessionId(1), requests)
    write(root, sessionId(2), madeUpRequests(3, 50))
    await ledger.load(agent, [root])
    const before = await ledger.totals()
    write(root, sessionId(1), requests.slice(0, 2))
    write(root, sessionId(2), [])
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toEqual(before)
    rmSync(root, { recursive: true })
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toEqual(before)
  })

  it('is not read when nothing has changed', async () => {
    const root = tempFolder()
    const ledger = await openLedger()
    write(root, sessionId(1), requests)
    await ledger.load(agent, [root])
    const before = await ledger.dump()
    expect((await ledger.load(agent, [root])).filesRead).toBe(0)
    expect(await ledger.dump()).toEqual(before)
  })

  it('gives the same twice when another one takes its place', async () => {
    const root = tempFolder()
    const other = tempFolder()
    const ledger = await openLedger()
    write(root, sessionId(1), requests)
    write(other, sessionId(1), requests)
    write(other, sessionId(2), madeUpRequests(2, 50))
    await ledger.load(agent, [root])
    rmSync(root, { recursive: true })
    renameSync(other, root)
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toMatchObject(totalsOf([...requests, ...madeUpRequests(2, 50)]))
  })

  it.each([
    ['is empty', (path: string) => truncateSync(path)],
    ['is something else', (path: string) => writeFileSync(path, 'a page of prose\n'.repeat(300))],
    ['is cut in the middle', (path: string) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
  ])('is named with a reason when it %s, and what was known stays (FORMATS D7)', async (_, damage) => {
    const root = tempFolder()
    const ledger = await openLedger()
    write(root, sessionId(1), requests)
    await ledger.load(agent, [root])
    const before = await ledger.totals()
    const content = readFileSync(join(root, file))
    damage(join(root, file))
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toEqual(before)
    const { failed, linesBad } = await ledger.quality()
    expect(failed.length + linesBad).toBe(1)
    for (const { path, reason } of failed)
      expect([path, reason]).toEqual([join(root, file), expect.stringMatching(/\w/)])

    writeFileSync(join(root, file), content)
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toEqual(before)
    expect(await ledger.quality()).toMatchObject({ failed: [], linesBad: 0 })
  })

  it('is left as it was, and so is the folder that it is in', async () => {
    const root = tempFolder()
    write(root, sessionId(1), requests)
    const before = listing(root)
    await coldLoad(agent, [root])
    expect(listing(root)).toEqual(before)
  })
})

type Dump = Awaited<ReturnType<Ledger['dump']>>

/** Where reading stopped depends on when it was read. */
const withoutCursor = (dump: Dump): Dump => ({ ...dump, files: dump.files.map(({ resume: _, ...file }) => file) })
