import { appendFileSync, rmSync, utimesSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { createScope } from '../../src/warehouse/queries/scope.ts'
import { createRates } from '../../src/warehouse/queries/rates.ts'
import { createSessionInfo } from '../../src/warehouse/queries/session-info.ts'
import { listedIn, querySessions } from '../../src/warehouse/queries/sessions.ts'
import type { Scope } from '../../src/warehouse/queries/scope.ts'
import { assistant, T0, transcript, user } from '../agents/claude-code/rows.ts'
import { tempFolder } from '../helpers/folders.ts'
import { look, OWNER } from '../helpers/ledger.ts'

const DAY = 86_400_000
const NOTHING = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }

/** The sessions of a data directory that was loaded, and after a change loaded again. */
async function sessionsOf(root: string, change: () => void = () => undefined, filters: Partial<Scope> = {}) {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  await loadUsage(db, look(claudeCode, [root]), { owner: OWNER })
  change()
  const { roots } = await loadUsage(db, look(claudeCode, [root]), { owner: OWNER })
  const scope = { ...NOTHING, ...filters, roots: roots.map(({ id }) => id) }
  await createScope(db, scope)
  await createSessionInfo(db, scope)
  await createRates(db, { ratesFor: () => [] } as unknown as Parameters<typeof createRates>[1])
  return querySessions(db, 'calculate', listedIn(scope))
}

const call = (n: number, time: number, more: object = {}): string =>
  assistant({ id: `msg_${n}`, request: `req_${n}`, time, more })

it('a session with two logs begins with the first and ends with the last of them', async () => {
  const root = tempFolder()
  transcript(root, 'S', [call(1, T0 + 5), call(2, T0 + 10), user(T0 + 20)], '-one')
  transcript(root, 'S', [call(3, T0), call(4, T0 + 7)], '-two')
  expect(await sessionsOf(root)).toMatchObject([{ id: 'S', startedAt: T0, endedAt: T0 + 20, figures: { requests: 4 } }])
})

it('a session whose log is gone was written nobody knows when, and is what it was else', async () => {
  const root = tempFolder()
  const path = transcript(root, 'S', [call(1, T0)])
  utimesSync(path, T0 / 1000, T0 / 1000)
  expect(await sessionsOf(root)).toMatchObject([{ writtenAt: T0, startedAt: T0 }])
  expect(await sessionsOf(root, () => rmSync(path))).toMatchObject([{ writtenAt: null, startedAt: T0, endedAt: T0 }])
})

it('a session is where its last request of the period was made, not where it is now', async () => {
  const root = tempFolder()
  const path = transcript(root, 'S', [call(1, T0, { cwd: '/made/up/before', gitBranch: 'old' })])
  const goOn = (): void => appendFileSync(path, `${call(2, T0 + DAY)}\n`)
  const on = (day: string) => sessionsOf(root, goOn, { since: day, until: day })
  expect(await on('2026-11-01')).toMatchObject([{ project: '/made/up/before', branch: 'old', lastRequestAt: T0 }])
  expect(await on('2026-11-02')).toMatchObject([{ project: '/made/up/project', branch: 'main' }])
})

it('a session without a request is listed on the day on which it began, to its last moment', async () => {
  const root = tempFolder()
  const midnight = Date.parse('2026-11-02T00:00:00Z')
  transcript(root, 'S', [call(1, T0)])
  transcript(root, 'E', [
    user(midnight, 'made up', 'E'),
    assistant({ session: 'E', model: '<synthetic>', time: midnight, usage: { input_tokens: 0, output_tokens: 0 } }),
  ])
  const on = async (day: string) => (await sessionsOf(root, undefined, { since: day, until: day })).map(({ id }) => id)
  expect(await on('2026-11-01')).toEqual(['S'])
  expect(await on('2026-11-02')).toEqual(['E'])
})
