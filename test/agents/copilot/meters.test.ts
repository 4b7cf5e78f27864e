import { appendFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { linesOf, tempFolder } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, log, record, start, T0 } from './rows.ts'

const used = { input: 10, output: 1 }
const billed = (id: string, cost: number, totalNanoAiu = 0, session = 's1'): string =>
  record(session, id, used, T0, { cost, totalNanoAiu })
const left = (totalPremiumRequests: number, linesAdded: number, more: object = {}): string =>
  event('session.shutdown', { totalPremiumRequests, codeChanges: { linesAdded, linesRemoved: 1 }, ...more })

const metersOf = (...lines: string[]) =>
  Object.fromEntries(
    scanFile(copilot, log(tempFolder(), 's1', lines)).sessions[0]!.meters!.map(({ unit, amount }) => [unit, amount]),
  )

describe('what a session is billed and has changed (FORMATS 5.3, 5.6)', () => {
  it('is the sum of its usage records, without those that a fork copied', () => {
    expect(
      metersOf(
        start('s1'),
        billed('c0', 5, 9, 's0'),
        billed('c1', 0.33, 1_500_000_000),
        billed('c2', 0.33),
        billed('c3', 1),
      ),
    ).toEqual({ 'premium requests': '1.66', credits: '1.5' })
  })

  it('is what its last shutdown says, which holds those before', () => {
    expect(metersOf(start('s1'), left(1, 3), left(2.5, 10, { totalNanoAiu: 2e9 }))).toEqual({
      'premium requests': '2.5',
      credits: '2',
      'lines added': '10',
      'lines removed': '1',
    })
  })

  it('stands in the snapshot of a shutdown where it stands nowhere else', () => {
    const accountingSnapshot = {
      totalPremiumRequestCost: 2.5,
      totalNanoAiu: 2e9,
      codeChanges: { linesAdded: 10, linesRemoved: 1 },
    }
    expect(metersOf(start('s1'), event('session.shutdown', { accountingSnapshot }))).toEqual({
      'premium requests': '2.5',
      credits: '2',
      'lines added': '10',
      'lines removed': '1',
    })
  })

  it('adds up where a shutdown says less than the one before: counting began anew', () => {
    expect(metersOf(start('s1'), left(3, 30), left(1, 5), left(2, 6))).toEqual({
      'premium requests': '5',
      'lines added': '36',
      'lines removed': '2',
    })
  })

  it('is the higher one of records and shutdowns, and nothing where both say none', () => {
    expect(metersOf(start('s1'), left(3, 0), billed('c1', 1))).toMatchObject({ 'premium requests': '3' })
    expect(metersOf(start('s1'), billed('c1', 0))).toEqual({})
  })

  it('comes when it is told, by the quarter of an hour', () => {
    const minute = 60_000
    const bill = (id: string, at: number, cost: number): string =>
      record('s1', id, used, T0 + at * minute, { cost, totalNanoAiu: 0 })
    const path = log(tempFolder(), 's1', [start('s1'), bill('c1', 1, 0.5), bill('c2', 14, 0.25), bill('c3', 31, 1)])
    expect(scanFile(copilot, path).sessions[0]!.meters).toEqual([
      {
        unit: 'premium requests',
        amount: '1.75',
        times: [
          [T0, '0.75'],
          [T0 + 30 * minute, '1'],
        ],
      },
    ])
    const leave = (at: number, linesAdded: number): string =>
      event('session.shutdown', { totalPremiumRequests: 0, codeChanges: { linesAdded } }, T0 + at * minute)
    const closed = log(tempFolder(), 's2', [start('s2'), leave(2, 3), leave(20, 3), leave(40, 10)])
    expect(scanFile(copilot, closed).sessions[0]!.meters).toEqual([
      {
        unit: 'lines added',
        amount: '10',
        times: [
          [T0, '3'],
          [T0 + 30 * minute, '7'],
        ],
      },
    ])
  })

  it('is the same when the log is read as it grows', () => {
    const path = log(tempFolder(), 's1', [start('s1'), billed('c1', 0.33), left(0.33, 3)])
    const before = scanFile(copilot, path)
    appendFileSync(path, linesOf([billed('c2', 1), left(1.33, 4)]))
    const after = scanFile(copilot, path, before.end)
    expect(after.sessions).toEqual(scanFile(copilot, path).sessions)
    expect(after.sessions[0]!.meters).toContainEqual(
      expect.objectContaining({ unit: 'premium requests', amount: '1.33' }),
    )
  })
})
