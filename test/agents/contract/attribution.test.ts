import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder, writeText, linesOf } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { describeAgents, logsOf, madeUpRequests, sessionId } from '../contract.ts'
import type { Sample } from '../contract.ts'

describeAgents('where a number comes from (FORMATS D9)', (underTest) => {
  const { agent, samples, subagentSample, sessionIds, lines: lineFixtures } = underTest
  const recordAt = (path: string, offset: number): string => {
    const isLine = logsOf(agent, path, ['lines']).length > 0
    if (!isLine && underTest.recordAt) return underTest.recordAt(path, offset)
    const content = readFileSync(path)
    const end = content.indexOf(10, offset)
    return content.toString('utf8', offset, end === -1 ? content.length : end)
  }

  it('finds each record again at its place in its file', async () => {
    const rows = await (await coldLoad(agent, foldersOf(samples))).entries()
    expect(rows.length).toBeGreaterThan(samples.length)
    for (const row of rows) {
      const record = recordAt(join(String(row.root), String(row.file)), Number(row.byte_offset))
      expect(JSON.parse(record)).toBeTypeOf('object')
      // A left over and what was added to a running total are differences, which no record states.
      if (row.derived === false && row.quality === 0) expect(record).toContain(String(row.output))
    }
  })

  it('tells the session, the folder and the time of each request', async () => {
    const rows = await (await coldLoad(agent, foldersOf(samples))).scoped()
    expect(rows.length).toBeGreaterThan(samples.length)
    for (const row of rows) {
      expect(row.session).toMatch(sessionIds)
      expect(row.cwd).toMatch(/^\/home\/dev\/project\//)
      expect(row.project).toBe(row.cwd)
      expect(new Date(Number(row.time)).toISOString()).toMatch(/^2026-11-20T1[78]:/)
    }
  })

  it('tells which session started a sub-agent', async () => {
    const folder = samples.find(({ name }) => name === subagentSample)?.folder
    if (!folder) return expect(subagentSample).toBeNull()
    const ledger = await coldLoad(agent, [folder])
    const { sessions } = await ledger.dump()
    const ofSubagents = (await ledger.scoped()).filter((row) => row.subagent === true)
    const parents = new Map(sessions.map((row) => [row.session, row.parent]))
    expect(ofSubagents).not.toEqual([])
    for (const row of ofSubagents) expect(parents.has(parents.get(row.session))).toBe(true)
    expect([...parents.values()].filter((parent) => parent !== null)).toHaveLength(1)
  })

  it.each(lineFixtures?.styles ?? [])(
    'tells the branch, the span and the places of made-up requests: $name',
    async ({ path, lines }) => {
      const root = tempFolder()
      const requests = madeUpRequests(5)
      writeText(join(root, path(sessionId(1))), linesOf(lines(sessionId(1), requests)))
      const ledger = await coldLoad(agent, [root])
      const rows = await ledger.scoped()
      expect(rows.map((row) => row.branch)).toEqual(requests.map(() => 'main'))
      for (const row of rows) {
        expect(recordAt(join(root, String(row.file)), Number(row.byte_offset))).toContain(String(row.output))
      }
      expect((await ledger.dump()).sessions).toMatchObject([
        {
          session: sessionId(1),
          parent: null,
          started: String(requests[0]!.time),
          cwd: '/made/up/project',
          branch: 'main',
        },
      ])
    },
  )
})

const foldersOf = (samples: readonly Sample[]): string[] => samples.map(({ folder }) => folder)
