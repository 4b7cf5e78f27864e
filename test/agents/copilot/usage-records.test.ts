import { describe, expect, it, onTestFinished } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { loadUsage } from '../../../src/pipeline/load.ts'
import { openWarehouse } from '../../../src/warehouse/open.ts'
import { createSessionInfo } from '../../../src/warehouse/queries/session-info.ts'
import { coldLoad, look, OWNER } from '../../helpers/ledger.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, log, record, start, T0 } from './rows.ts'

const one = { input: 3010, output: 301, read: 501, reasoning: 31 }

describe('usage records (FORMATS 5.2)', () => {
  it('count input without what was read from and written to the cache (FORMATS 5.2)', async () => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), record('s1', 'c1', { ...one, written: 9 })])
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({
      requests: 1,
      input_tokens: 2500,
      cache_read_tokens: 501,
      cache_write_tokens: 9,
      output_tokens: 301,
      reasoning_tokens: 31,
    })
    expect(await ledger.scoped()).toMatchObject([{ model: 'gpt-5.2', provider: 'github-copilot', quality: 0 }])
  })

  it('of a fork belong to the session that paid for them, once', async () => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), record('s1', 'c1', one), record('s1', 'c2', one, T0 + 1)])
    log(root, 's2', [start('s2'), record('s1', 'c1', one), record('s2', 'c3', one, T0 + 2)])
    const rows = await (await coldLoad(copilot, [root])).scoped()
    expect(rows.map(({ session, identity }) => `${String(session)} ${String(identity)}`).sort()).toEqual([
      's1 call:c1',
      's1 call:c2',
      's2 call:c3',
    ])
    const alone = tempFolder()
    log(alone, 's2', [start('s2'), record('s1', 'c1', one), record('s2', 'c3', one, T0 + 2)])
    expect((await (await coldLoad(copilot, [alone])).scoped()).map(({ session }) => session).sort()).toEqual([
      's1',
      's2',
    ])
  })

  it('of a fork are those of its origin, whatever its name', async () => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), record('s1', 'c1', one)])
    log(root, 'a-fork', [start('a-fork'), record('s1', 'c1', one)])
    expect(await (await coldLoad(copilot, [root])).scoped()).toMatchObject([{ file: 'session-state/s1/events.jsonl' }])
  })

  it('without an id of the provider are told apart by their number in their session', async () => {
    const root = tempFolder()
    const numbered = (sequence: number, time: number): string =>
      record('s1', '', one, time, { apiCallId: '', accounting: { sourceSessionId: 's1', sequence } })
    log(root, 's1', [start('s1'), numbered(1, T0), numbered(2, T0 + 1), numbered(2, T0 + 1)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 2 })
  })

  it('behind a proxy that gives one id to all count each, in a session and in its fork', async () => {
    const root = tempFolder()
    const numbered = (session: string, sequence: number, output: number): string =>
      record(session, 'same', { input: 100, output }, T0 + sequence, {
        accounting: { sourceSessionId: session, sequence, usageId: 'same' },
      })
    const first = [start('s1'), ...[1, 1, 2, 2].map((n) => numbered('s1', n, n === 1 ? 1 : 20))]
    log(root, 's1', first)
    log(root, 's2', [start('s2'), ...first.slice(1), numbered('s2', 3, 300)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 3, output_tokens: 321 })
  })

  it.each([
    ['the id of the request that they were billed as', { usageId: 'u' }, 'a', 'e9', 'call:u'],
    ['that of the call', {}, 'a', 'e9', 'call:a'],
    ['their number in the session that paid', { sequence: 7 }, '', 'e9', 's1:7'],
    ['the id of their line', {}, '', 'e9', 's1:e9'],
    ['their place', {}, '', '', expect.stringMatching(/^s1:@\d+$/)],
  ])('are known by %s, where there is no better', (_, accounting, apiCallId, id, identity) => {
    const more = { apiCallId, accounting: { sourceSessionId: 's1', ...accounting } }
    const path = log(tempFolder(), 's1', [start('s1'), record('s1', '', one, T0, more, { id })])
    expect(scanFile(copilot, path).responses).toMatchObject([{ identity }])
  })

  it.each([
    ['its initiator', { initiator: 'sub-agent' }, {}, 's1'],
    ['its line', {}, { agentId: 'explore' }, 's1/explore'],
  ])('are those of a sub-agent where %s says so', (_, more, envelope, session) => {
    const path = log(tempFolder(), 's1', [start('s1'), record('s1', 'c1', one, T0, more, envelope)])
    expect(scanFile(copilot, path).responses).toMatchObject([{ subagent: true, session }])
  })

  it('without a time are set apart (FORMATS D6)', () => {
    const timeless = record('s1', 'c1', one, T0, {}, { timestamp: null })
    const path = log(tempFolder(), 's1', [start('s1'), timeless, record('s1', 'c2', one)])
    expect(scanFile(copilot, path)).toMatchObject({
      responses: [{ identity: 'call:c2' }],
      problems: [{ kind: 'quarantined', detail: 'no time in the record' }],
    })
  })

  it('of one id are one where a later one has no number', async () => {
    const root = tempFolder()
    const unnumbered = record('s1', 'c1', one, T0 + 1, { accounting: { sourceSessionId: 's1', usageId: 'c1' } })
    log(root, 's1', [start('s1'), record('s1', 'c1', one), unnumbered])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 1 })
  })

  it('of sub-agents count too, in a session whose parent is the one that started them', async () => {
    const root = tempFolder()
    const ofAgent = { initiator: 'sub-agent' }
    log(root, 's1', [
      start('s1'),
      record('s1', 'c1', one),
      record('s1', 'c2', one, T0 + 1, ofAgent, { agentId: 'explore' }),
      record('s1', 'c3', one, T0 + 2),
    ])
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 3, output_tokens: 903 })
    const rows = await ledger.scoped()
    expect(rows.filter(({ subagent }) => subagent).map(({ session }) => session)).toEqual(['s1/explore'])
    expect(rows.filter(({ subagent }) => !subagent).map(({ session }) => session)).toEqual(['s1', 's1'])
    expect(await parentsIn(root)).toEqual([
      ['s1', null],
      ['s1/explore', 's1'],
    ])
  })

  it('with a key of the user name the seller whose key it is', async () => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), record('s1', 'c1', one, T0, { isByok: true, providerType: 'anthropic' })])
    expect(await (await coldLoad(copilot, [root])).scoped()).toMatchObject([{ provider: 'anthropic' }])
  })

  it('keep the dollars that the credits come to (FORMATS 5.6)', async () => {
    const root = tempFolder()
    log(root, 's1', [
      start('s1'),
      record('s1', 'c1', one, T0, { totalNanoAiu: 1_234_567_890 }),
      record('s1', 'c2', one, T0 + 1, { copilotUsage: { totalNanoAiu: 250_000_000_000 } }),
      record('s1', 'c3', one, T0 + 2, { totalNanoAiu: 0 }),
    ])
    const rows = await (await coldLoad(copilot, [root])).scoped()
    expect(
      rows
        .map((row) => row.recorded_cost)
        .map((cost) => (cost === null ? null : Number(cost)))
        .sort(),
    ).toEqual([0.0123456789, 2.5, null])
  })

  it('without usage are no requests, and that is noted', async () => {
    const root = tempFolder()
    writeText(
      `${root}/session-state/s1/events.jsonl`,
      linesOf([start('s1'), event('session.usage_record', {}), event('session.usage_record', { usage: null })]),
    )
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 0 })
    expect(await ledger.quality()).toMatchObject({ linesBad: 0, quarantined: 0 })
    const note = { kind: 'note', detail: 'a usage record without usage' }
    expect(await ledger.files()).toMatchObject([{ problems: [note, note] }])
  })
})

async function parentsIn(root: string): Promise<unknown[][]> {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  const { roots } = await loadUsage(db, look(copilot, [root]), { owner: OWNER })
  await createSessionInfo(db, { ...EVERYTHING, roots: roots.map(({ id }) => id) })
  return (await db.runAndReadAll('select name, parent from session_info order by name')).getRows()
}

const EVERYTHING = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }
