import { describe, expect, it } from 'vitest'
import { takeUsage } from '../../../src/pipeline/plugins/agents/usage-row.ts'

const ROW = {
  identity: 'r1',
  session_id: 's1',
  recorded_at: '2026-01-31T10:00:00+01:00',
  model: 'm1',
  input_tokens: 1,
  output_tokens: 2,
  file: '/logs/a',
}

it('takes what is there, and nothing for what is not', () => {
  const { file, offset, usage } = takeUsage(ROW, 'acorn')
  expect([file, offset]).toEqual(['/logs/a', null])
  expect(usage).toEqual({
    identity: 'acorn:r1',
    variant: null,
    copyOf: null,
    demoted: false,
    copied: false,
    subagent: false,
    quality: 'exact',
    session: 's1',
    time: Date.parse('2026-01-31T09:00:00Z'),
    cwd: null,
    branch: null,
    offset: 0,
    parts: [
      {
        provider: null,
        model: 'm1',
        tier: 'standard',
        speed: 'standard',
        geo: null,
        requests: 1,
        input: 1,
        output: 2,
        cacheRead: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        reasoning: 0,
        webSearches: 0,
        recordedCost: null,
        outsideClaim: false,
      },
    ],
  })
})

it('takes every field as it is', () => {
  const more = {
    offset: 7,
    provider: 'p',
    cache_read_tokens: 3,
    cache_write_5m_tokens: 4,
    cache_write_1h_tokens: 5,
    reasoning_tokens: 2,
    web_searches: 6,
    service_tier: 'flex',
    cost_usd: '0.000000000000000001',
    cwd: '/code',
    git_branch: 'main',
    subagent: true,
    quality: 'partial',
  }
  expect(takeUsage({ ...ROW, ...more }, 'acorn')).toMatchObject({
    offset: 7,
    usage: {
      cwd: '/code',
      branch: 'main',
      subagent: true,
      quality: 'partial',
      offset: 7,
      parts: [
        {
          provider: 'p',
          tier: 'flex',
          cacheRead: 3,
          cacheWrite5m: 4,
          cacheWrite1h: 5,
          reasoning: 2,
          webSearches: 6,
          recordedCost: '0.000000000000000001',
        },
      ],
    },
  })
})

describe('a record is set aside when', () => {
  it.each([
    [{ identity: '' }, 'identity is missing'],
    [{ identity: 'x'.repeat(1001) }, 'identity is too long, or no plain text'],
    [{ session_id: 5 }, 'session_id is missing'],
    [{ model: 'a\u001fb' }, 'model is too long, or no plain text'],
    [{ recorded_at: '2026-01-31' }, 'recorded_at is no time such as 2026-01-31T10:00:00Z'],
    [{ recorded_at: '2026-01-31T10:00:00' }, 'recorded_at is no time such as 2026-01-31T10:00:00Z'],
    [{ recorded_at: '1969-12-31T10:00:00Z' }, 'recorded_at is no time such as 2026-01-31T10:00:00Z'],
    [{ recorded_at: '2026-13-31T10:00:00Z' }, 'recorded_at is no time such as 2026-01-31T10:00:00Z'],
    [{ input_tokens: undefined }, 'input_tokens is missing'],
    [{ output_tokens: null }, 'output_tokens is missing'],
    [{ input_tokens: 1.5 }, 'input_tokens is 1.5'],
    [{ input_tokens: '12' }, 'input_tokens is a string'],
    [{ cache_read_tokens: -1 }, 'cache_read_tokens is -1'],
    [{ cache_write_1h_tokens: 2 ** 53 }, 'cache_write_1h_tokens is 9007199254740992'],
    [{ reasoning_tokens: 3 }, 'reasoning_tokens is more than output_tokens, which it is a part of'],
    [{ web_searches: 2 ** 31 }, 'web_searches is 2147483648'],
    [{ service_tier: 'gold' }, 'service_tier is none of standard, priority, flex, batch'],
    [{ quality: 'good' }, 'quality is none of exact, partial, estimated'],
    [{ cost_usd: '1000000000.1' }, 'cost_usd is no decimal text of at most a billion'],
    [{ cost_usd: 0.5 }, 'cost_usd is no decimal text of at most a billion'],
    [{ cost_usd: '1e-5' }, 'cost_usd is no decimal text of at most a billion'],
    [{ cost_usd: '-1' }, 'cost_usd is no decimal text of at most a billion'],
    [{ cwd: ['/'] }, 'cwd is too long, or no plain text'],
    [{ file: '' }, 'file is missing'],
  ])('%j', (change, reason) => {
    expect(takeUsage({ ...ROW, ...change }, 'acorn').usage).toBe(reason)
  })

  it('it is no record at all', () => {
    expect(takeUsage('r1', 'acorn').usage).toBe('it is no object')
    expect(takeUsage(null, 'acorn').usage).toBe('it is no object')
  })
})
