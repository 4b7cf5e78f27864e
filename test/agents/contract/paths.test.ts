import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { asNobody, loadInChild } from '../../helpers/children.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { look, openLedger } from '../../helpers/ledger.ts'
import { describeLineAgents, madeUpRequests, sessionId, totalsOf } from '../contract.ts'

const requests = madeUpRequests(2)

describeLineAgents('what is no log, or cannot be read (FORMATS D6)', ({ agent, styles }) => {
  const { path, lines } = styles[0]!
  const ending = '.jsonl'
  const good = linesOf(lines(sessionId(1), requests))

  /** A data directory with one good log, and the folder it lies in. */
  function dataFolder() {
    const root = tempFolder()
    const log = writeText(join(root, path(sessionId(1))), good)
    return { root, log, folder: dirname(log) }
  }

  it('names each thing of the wrong kind with its reason, and counts the others', async () => {
    const { root, folder } = dataFolder()
    execFileSync('mkfifo', [join(folder, `fifo${ending}`)])
    mkdirSync(join(folder, `folder${ending}`))
    symlinkSync('/nowhere/at/all', join(folder, `dangling${ending}`))
    symlinkSync(`loop${ending}`, join(folder, `loop${ending}`))
    writeFileSync(join(folder, `empty${ending}`), '')
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/odd-`), Buffer.from([0xff, 0xfe]), Buffer.from(ending)]), good)
    const sources = look(agent, [root])
    expect(
      sources[0]!.failed.map(({ path: at, reason }) => `${at.slice(folder.length + 1)}: ${reason}`).sort(),
    ).toEqual([
      `dangling${ending}: symbolic link: no such file or folder`,
      `fifo${ending}: a FIFO, not a file`,
      `folder${ending}: a folder, not a file`,
      `loop${ending}: symbolic link: symbolic link leads back to itself`,
      `odd-\ufffd\ufffd${ending}: its name is not UTF-8`,
    ])
    const ledger = await openLedger()
    await ledger.loadSources(sources)
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
  })

  it('follows links to folders, once each, and is not led round in circles', async () => {
    const { root, folder } = dataFolder()
    const elsewhere = tempFolder()
    const other = path(sessionId(2))
    writeText(join(elsewhere, other), linesOf(lines(sessionId(2), madeUpRequests(1, 10))))
    symlinkSync(dirname(join(elsewhere, other)), join(folder, 'linked'))
    symlinkSync(dirname(join(elsewhere, other)), join(folder, 'linked-again'))
    symlinkSync(folder, join(folder, 'self'))
    symlinkSync('..', join(folder, 'parent'))
    const ledger = await openLedger()
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toMatchObject(totalsOf([...requests, ...madeUpRequests(1, 10)]))
    expect(await ledger.files()).toHaveLength(2)
  })

  it('names a folder of logs whose link leads nowhere', () => {
    const root = tempFolder()
    symlinkSync('/nowhere/at/all', join(root, agent.logs[0]!.folder))
    expect(look(agent, [root])[0]!.failed).toEqual([
      { path: join(root, agent.logs[0]!.folder), reason: 'no such file or folder' },
    ])
  })

  it('does not wait for a FIFO that took the place of a log after it was found', async () => {
    const { root, log } = dataFolder()
    const ledger = await openLedger()
    await ledger.load(agent, [root])
    appendFileSync(log, '\n')
    const sources = look(agent, [root])
    rmSync(log)
    execFileSync('mkfifo', [log])
    await ledger.loadSources(sources)
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
    expect(await ledger.quality()).toMatchObject({ failed: [{ path: log, reason: 'not a regular file' }] })
  })

  it('names what it may not read, counts the others, and reads it once it may', async () => {
    const { root, folder } = dataFolder()
    const locked = writeText(join(folder, `locked${ending}`), linesOf(lines(sessionId(2), madeUpRequests(1, 10))))
    const lockedFolder = join(folder, 'locked-folder')
    writeText(join(lockedFolder, `inside${ending}`), good)
    chmodSync(locked, 0)
    chmodSync(lockedFolder, 0)
    openToAll(root)
    const options = asNobody()
    const first = await loadInChild([agent.id, ':memory:', root], options)
    expect(first.totals).toMatchObject(totalsOf(requests))
    expect(first.failed).toEqual([{ path: lockedFolder, reason: 'permission denied' }])
    expect(first.files.find(({ state }) => state === 'failed')).toMatchObject({
      file: locked.slice(root.length + 1),
      reason: 'permission denied',
    })

    chmodSync(locked, 0o644)
    chmodSync(lockedFolder, 0o755)
    const second = await loadInChild([agent.id, ':memory:', root], options)
    expect(second.totals).toMatchObject(totalsOf([...requests, ...madeUpRequests(1, 10)]))
    expect(second.failed).toEqual([])
  })

  it('keeps what it knew of a log that can no longer be read, and goes on once it can', async () => {
    const { root, log } = dataFolder()
    const ledger = await openLedger()
    await ledger.load(agent, [root])
    writeFileSync(log, good + linesOf(lines(sessionId(1), madeUpRequests(3)).slice(-1)))
    const sources = look(agent, [root])
    rmSync(log)
    mkdirSync(log)
    await ledger.loadSources(sources)
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
    expect((await ledger.quality()).failed).toEqual([{ path: log, reason: expect.any(String) }])

    rmSync(log, { recursive: true })
    writeFileSync(log, linesOf(lines(sessionId(1), madeUpRequests(3))))
    await ledger.load(agent, [root])
    expect(await ledger.totals()).toMatchObject(totalsOf(madeUpRequests(3)))
    expect((await ledger.quality()).failed).toEqual([])
  })
})

/** Temporary folders are their owner's alone. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
}
