import { describe, expect, it } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { scanFile } from '../../helpers/scan.ts'
import { EVENT, exported } from './exports.ts'

const scanJson = (document: unknown) => scanFile(cursor, exported('usage-events.json', JSON.stringify(document)))
const requestsOf = (document: unknown) => scanJson(document).responses.filter(({ parts }) => parts[0]!.requests > 0)

const COUNTS = { input: 775, cacheWrite5m: 28342, cacheWrite1h: 0, cacheRead: 105891, output: 21282 }

describe('JSON of the Admin API (FORMATS 7.2)', () => {
  it.each([
    ['an answer', { usageEvents: [EVENT], totalUsageEventsCount: 1 }],
    ['an answer of the dashboard', { usageEventsDisplay: [EVENT] }],
    ['several answers', [{ usageEvents: [] }, { usageEvents: [EVENT] }]],
    ['events alone', [EVENT]],
  ])('is %s', (_, document) => {
    expect(requestsOf(document)).toMatchObject([
      {
        time: Date.UTC(2026, 10, 1, 10),
        quality: 'exact',
        parts: [{ ...COUNTS, model: 'auto', provider: 'cursor', recordedCost: '19.25e-2' }],
      },
    ])
  })

  it.each([
    [19.25, '19.25e-2'],
    [0, '0e-2'],
    [1e-7, '1e-9'],
    [-1, null],
    ['12', null],
    [undefined, null],
  ])('keeps %j cents as %j dollars, digit for digit', (totalCents, recordedCost) => {
    const event = { ...EVENT, tokenUsage: { ...EVENT.tokenUsage, totalCents } }
    expect(requestsOf([event])).toMatchObject([{ parts: [{ recordedCost }] }])
  })

  it('has an unknown model where none is named', () => {
    expect(requestsOf([{ ...EVENT, model: undefined }])).toMatchObject([{ parts: [{ ...COUNTS, model: 'unknown' }] }])
  })

  it('belongs to the session that it names', () => {
    expect(requestsOf([{ ...EVENT, conversationId: 'c1' }])).toMatchObject([{ session: 'c1', demoted: false }])
  })

  it('is a request of unknown size where the server counted no tokens', () => {
    const { tokenUsage: _, ...event } = EVENT
    expect(requestsOf([event])).toMatchObject([{ quality: 'partial', parts: [{ requests: 1, input: 0, output: 0 }] }])
  })

  it.each([
    ['in another field', { tokenUsage: undefined, usage: { inputTokens: 7 } }, 'usage.inputTokens'],
    ['under another name', { tokenUsage: { input: 7, totalCents: 19 } }, 'input'],
    ['deeper', { tokenUsage: { tokens: { input: '7' } } }, 'tokens.input'],
    ['in a list', { tokenUsage: [{ inputTokens: 7 }] }, 'tokenUsage.inputTokens'],
    ['as a number', { tokenUsage: 7 }, 'tokenUsage'],
  ])('is a request of unknown size where its tokens stand %s, which is noted', (_, changes, field) => {
    const event = { ...EVENT, ...changes }
    expect(requestsOf([event])).toMatchObject([{ quality: 'partial', parts: [{ requests: 1, input: 0, output: 0 }] }])
    expect(scanJson([event]).problems).toEqual([
      { kind: 'note', offset: 0, detail: `unrecognised usage field ${field}` },
    ])
  })

  it('names what stands below a count, and nothing that is money', () => {
    const more = { outputTokensDetails: { reasoning: 4 }, totalCents: 19, discountPercentOff: 10, tokenFee: 3 }
    expect(scanJson([{ ...EVENT, tokenUsage: { ...EVENT.tokenUsage, ...more } }]).problems).toEqual([
      { kind: 'note', offset: 0, detail: 'unrecognised usage field outputTokensDetails.reasoning' },
    ])
  })

  it.each([-5, 1.5, 1e20, '12', [1]])('sets an event with %j tokens apart (FORMATS 1.2)', (outputTokens) => {
    const document = [EVENT, { ...EVENT, tokenUsage: { ...EVENT.tokenUsage, outputTokens } }]
    expect(requestsOf(document)).toHaveLength(1)
    expect(scanJson(document).problems).toMatchObject([
      { kind: 'quarantined', offset: 1, detail: expect.stringContaining('outputTokens') },
    ])
  })

  it('names what is no event, has no time, or counts what has no rule (FORMATS D8)', () => {
    const crystal = { ...EVENT, tokenUsage: { ...EVENT.tokenUsage, crystalTokens: 7 } }
    const { problems } = scanJson(['prose', { ...EVENT, timestamp: 'soon' }, crystal, { ...EVENT, tokenUsage: null }])
    expect(problems).toEqual([
      { kind: 'bad-line', offset: 0, detail: 'not a JSON object' },
      { kind: 'quarantined', offset: 1, detail: 'no time in the event' },
      { kind: 'note', offset: 2, detail: 'unrecognised usage field crystalTokens' },
    ])
  })
})
