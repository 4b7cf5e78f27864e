import { mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Agent } from '../../../src/agents/_shared/agent.ts'
import { copyOf, linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import type { Ledger } from '../../helpers/ledger.ts'
import { randomFrom } from '../../helpers/random.ts'
import { describeLineAgents, logsOf, madeUpRequests, sessionId, totalsOf } from '../contract.ts'
import type { LineAgentUnderTest } from '../contract.ts'

/** Several cases at once, each in a data directory of its own: one load of many is far quicker than many. */
interface Case {
  readonly root: string
  readonly logs: readonly Log[]
}

interface Log {
  readonly path: string
  readonly content: Buffer
}

const rootsOf = (cases: readonly Case[]): string[] => cases.map(({ root }) => root)
const eachLog = (cases: readonly Case[], change: (log: Log, root: string) => void): void =>
  cases.forEach(({ root, logs }) => logs.forEach((log) => change(log, root)))

function caseOf(agent: Agent, root: string): Case {
  return { root, logs: logsOf(agent, root, ['lines']).map((path) => ({ path, content: readFileSync(path) })) }
}

/** The samples and one made-up log of each style. */
function makeCases({ agent, samples, styles }: LineAgentUnderTest): Case[] {
  const real = samples.map(({ folder }) => caseOf(agent, copyOf(folder)))
  const madeUp = styles.map(({ path, lines }, i) => {
    const root = tempFolder()
    writeText(join(root, path(sessionId(i))), linesOf(lines(sessionId(i), madeUpRequests(12, 100 * i))))
    return caseOf(agent, root)
  })
  return [...real, ...madeUp]
}

async function expectSameAsCold(ledger: Ledger, agent: Agent, cases: readonly Case[]): Promise<void> {
  const cold = await coldLoad(agent, rootsOf(cases))
  expect(await ledger.totals()).toEqual(await cold.totals())
  expect(await ledger.quality()).toEqual(await cold.quality())
  expect(await ledger.dump()).toEqual(await cold.dump())
}

describeLineAgents('the ledger', (underTest) => {
  const { agent, moves } = underTest

  it('equals a cold load after each log has grown from anywhere in two steps (FORMATS D5)', async () => {
    const random = randomFrom(7)
    const cases = Array.from({ length: 4 }, () => makeCases(underTest)).flat()
    const ledger = await openLedger()
    const cuts = new Map<string, number>()
    for (const least of [0, 0.4]) {
      eachLog(cases, ({ path, content }) => {
        const from = Math.max(cuts.get(path) ?? 0, Math.floor(content.length * least))
        const cut = from + Math.floor(random() * (content.length - from))
        cuts.set(path, cut)
        writeFileSync(path, content.subarray(0, cut))
      })
      await ledger.load(agent, rootsOf(cases))
    }
    eachLog(cases, ({ path, content }) => writeFileSync(path, content))
    await ledger.load(agent, rootsOf(cases))
    await expectSameAsCold(ledger, agent, cases)
  })

  it('equals a cold load after it was cut at a line, before its end of line and in the middle of it', async () => {
    const { path, lines } = underTest.styles[0]!
    const content = Buffer.from(linesOf(lines(sessionId(1), madeUpRequests(3))))
    const ends = [...content.entries()].filter(([, byte]) => byte === 10).map(([i]) => i)
    const cases = ends.flatMap((end) =>
      [end - 30, end - 1, end, end + 1].map((cut): Case => {
        const log = { path: join(tempFolder(), path(sessionId(1))), content }
        writeText(log.path, content.subarray(0, cut))
        return { root: log.path.slice(0, -path(sessionId(1)).length - 1), logs: [log] }
      }),
    )
    const ledger = await openLedger()
    await ledger.load(agent, rootsOf(cases))
    eachLog(cases, ({ path }) => writeFileSync(path, content))
    await ledger.load(agent, rootsOf(cases))
    await expectSameAsCold(ledger, agent, cases)
  })

  it('equals a cold load after a rewrite with the same records, in place and as a new file', async () => {
    const cases = makeCases(underTest)
    const ledger = await openLedger()
    await ledger.load(agent, rootsOf(cases))
    eachLog(cases, ({ path }, root) => {
      if (cases.findIndex((each) => each.root === root) % 2 === 0) {
        const content = readFileSync(path)
        rmSync(path)
        writeFileSync(path, content)
      }
      utimesSync(path, new Date(), new Date(Date.now() + 5000))
    })
    const loaded = await ledger.load(agent, rootsOf(cases))
    expect(loaded.filesRead).toBe(cases.flatMap(({ logs }) => logs).length)
    await expectSameAsCold(ledger, agent, cases)
  })

  it.each(moves)(
    'equals a cold load after each log was $how',
    async ({ path: moved, bytes = (content: Buffer) => content }) => {
      const cases = makeCases(underTest)
      const ledger = await openLedger()
      await ledger.load(agent, rootsOf(cases))
      const before = await ledger.totals()
      eachLog(cases, ({ path, content }, root) => {
        const to = join(root, moved(relative(root, path)))
        mkdirSync(dirname(to), { recursive: true })
        renameSync(path, to)
        writeFileSync(to, bytes(content))
      })
      await ledger.load(agent, rootsOf(cases))
      expect(await ledger.totals()).toEqual(before)
      await expectSameAsCold(ledger, agent, cases)
    },
  )

  it('reads nothing when nothing has changed', async () => {
    const cases = makeCases(underTest)
    const ledger = await openLedger()
    await ledger.load(agent, rootsOf(cases))
    const before = await ledger.dump()
    expect((await ledger.load(agent, rootsOf(cases))).filesRead).toBe(0)
    expect(await ledger.dump()).toEqual(before)
  })

  describe('when a log shrinks or goes', () => {
    it('keeps its totals wherever its logs were cut short, and equals a cold load when they are whole again', async () => {
      const shares = Array.from({ length: 8 }, (_, i) => i / 8)
      const cases = shares.map(() => makeCases(underTest))
      const all = cases.flat()
      const ledger = await openLedger()
      await ledger.load(agent, rootsOf(all))
      const before = await ledger.totalsByRoot()
      shares.forEach((share, i) =>
        eachLog(cases[i]!, ({ path, content }) => truncateSync(path, Math.floor(share * content.length))),
      )
      await ledger.load(agent, rootsOf(all))
      expect(await ledger.totalsByRoot()).toEqual(before)

      eachLog(all, ({ path, content }) => writeFileSync(path, content))
      await ledger.load(agent, rootsOf(all))
      await expectSameAsCold(ledger, agent, all)
    })

    it('keeps its totals after each log was deleted, and equals a cold load when it is back', async () => {
      const cases = makeCases(underTest)
      const ledger = await openLedger()
      await ledger.load(agent, rootsOf(cases))
      const before = await ledger.totals()
      eachLog(cases, ({ path }) => renameSync(path, `${path}.away`))
      await ledger.load(agent, rootsOf(cases))
      expect(await ledger.totals()).toEqual(before)
      const logs = new Set(cases.flatMap((each) => each.logs.map(({ path }) => path)))
      const files = (await ledger.files()).filter(({ root, file }) => logs.has(join(String(root), String(file))))
      expect(files.map(({ state }) => state)).toEqual(Array(logs.size).fill('gone'))

      eachLog(cases, ({ path }) => renameSync(`${path}.away`, path))
      await ledger.load(agent, rootsOf(cases))
      await expectSameAsCold(ledger, agent, cases)
    })

    it('keeps its totals after the whole data directory was deleted', async () => {
      const cases = makeCases(underTest)
      const ledger = await openLedger()
      await ledger.load(agent, rootsOf(cases))
      const before = await ledger.totals()
      cases.forEach(({ root }) => rmSync(root, { recursive: true }))
      await ledger.load(agent, rootsOf(cases))
      expect(await ledger.totals()).toEqual(before)
    })

    it.each(underTest.styles)(
      'counts what is written to a log after it was cut short: $name',
      async ({ path, lines }) => {
        const root = tempFolder()
        const [early, late] = [madeUpRequests(6), madeUpRequests(9)]
        const content = Buffer.from(linesOf(lines(sessionId(1), early)))
        const log = writeText(join(root, path(sessionId(1))), content)
        const ledger = await openLedger()
        await ledger.load(agent, [root])
        truncateSync(log, Math.floor(content.length / 2))
        await ledger.load(agent, [root])
        expect(await ledger.totals()).toMatchObject(totalsOf(early))
        writeFileSync(log, linesOf(lines(sessionId(1), late)))
        await ledger.load(agent, [root])
        expect(statSync(log).size).toBeGreaterThan(content.length)
        expect(await ledger.totals()).toMatchObject(totalsOf(late))
        await expectSameAsCold(ledger, agent, [caseOf(agent, root)])
      },
    )

    it.each(underTest.styles)('reads a log anew that was replaced by a longer one: $name', async ({ path, lines }) => {
      const root = tempFolder()
      const [old, fresh] = [madeUpRequests(4), madeUpRequests(9, 50)]
      const log = writeText(join(root, path(sessionId(1))), linesOf(lines(sessionId(1), old)))
      const ledger = await openLedger()
      await ledger.load(agent, [root])
      writeFileSync(log, linesOf(lines(sessionId(1), fresh)))
      await ledger.load(agent, [root])
      expect(await ledger.totals()).toMatchObject(totalsOf([...old, ...fresh]))
    })
  })
})
