import { describe, expect, it } from 'vitest'
import { ACTIVE_WITHIN, isActiveNow, statusAt } from '../../src/reports/sessions-status.ts'

const NOON = Date.UTC(2026, 2, 1, 12)
const noEnd = { until: null, newest: NOON }

describe('at the end of a period', () => {
  it.each([
    ['done', 'completed'],
    ['cancelled', 'cancelled'],
    ['failed', 'failed'],
  ] as const)('%s is %s however recent', (signal, status) => {
    expect(statusAt({ signal, endedAt: NOON }, noEnd)).toBe(status)
  })

  it('an open session is active for half an hour after its last record', () => {
    expect(statusAt({ signal: 'open', endedAt: NOON - ACTIVE_WITHIN }, noEnd)).toBe('active')
    expect(statusAt({ signal: 'open', endedAt: NOON - ACTIVE_WITHIN - 1 }, noEnd)).toBe('unknown')
  })

  it('a session that goes on after the period is active whatever its last record says', () => {
    expect(statusAt({ signal: 'done', endedAt: NOON }, { until: NOON, newest: NOON })).toBe('active')
    expect(statusAt({ signal: 'done', endedAt: NOON - 1 }, { until: NOON, newest: NOON })).toBe('completed')
  })

  it('a period that ends after the data ends with it', () => {
    const end = { until: NOON + 10 * ACTIVE_WITHIN, newest: NOON }
    expect(statusAt({ signal: 'open', endedAt: NOON - 1000 }, end)).toBe('active')
  })

  it('a session of which no file tells is unknown', () => {
    expect(statusAt({ signal: null, endedAt: NOON }, noEnd)).toBe('unknown')
  })
})

describe('by the clock', () => {
  it('counts the last record or the last write, of open sessions only', () => {
    const old = NOON - 2 * ACTIVE_WITHIN
    expect(isActiveNow({ signal: 'open', endedAt: NOON, writtenAt: null }, NOON)).toBe(true)
    expect(isActiveNow({ signal: 'open', endedAt: old, writtenAt: NOON }, NOON)).toBe(true)
    expect(isActiveNow({ signal: 'open', endedAt: old, writtenAt: old }, NOON)).toBe(false)
    expect(isActiveNow({ signal: 'done', endedAt: NOON, writtenAt: NOON }, NOON)).toBe(false)
  })
})
