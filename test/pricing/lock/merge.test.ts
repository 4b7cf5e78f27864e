import { describe, expect, test } from 'vitest'
import { merge } from '../../../src/pricing/lock/merge.ts'
import { lockText } from '../../../src/pricing/lock/text.ts'
import { answer, EMPTY, inputOn, linesOf, priced, shown, synced, syncOf } from './locks.ts'

const FEBRUARY = '2026-02-01'

describe('a price that changes', () => {
  const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8/0.2')])

  test('begins on the day it was fetched, and the old one stays', async () => {
    const { lock: next, changes } = syncOf(lock, FEBRUARY, [priced('openai/gpt-9 3/9/0.3')])
    expect(linesOf(next)).toEqual([
      'openai/gpt-9 2/8 litellm@2026-01-01',
      'openai/gpt-9 2026-02-01 3/9 litellm@2026-02-01',
    ])
    expect(changes).toMatchObject([
      {
        kind: 'changed',
        seller: 'openai',
        model: 'gpt-9',
        provider: 'litellm',
        before: { input: '2' },
        after: { input: '3' },
      },
    ])
    expect(await inputOn(next, '2026-01-31', 'gpt-9')).toBe('2')
    expect(await inputOn(next, FEBRUARY, 'gpt-9')).toBe('3')
    expect(await inputOn(next, '2020-01-01', 'gpt-9')).toBe('2')
  })

  test.each([
    ['a day before, which may have been reported', '2026-01-15', FEBRUARY],
    ['the day itself', FEBRUARY, FEBRUARY],
    ['a day to come', '2026-03-01', '2026-03-01'],
  ])('begins on the day that its source gives, if that is not over: %s', (_, from, start) => {
    const { lock: next } = syncOf(lock, FEBRUARY, [priced('openai/gpt-9 3/9/0.3', { from })])
    expect(linesOf(next)[1]).toBe(`openai/gpt-9 ${start} 3/9 litellm@2026-02-01`)
  })

  test('changes nothing at all where the figures are the same, however they are written', () => {
    const again = priced('OPENAI/gpt-9 2/8/0.2', {
      provider: 'openai',
      input: '2.0',
      cacheRead: '2e-1',
      contextWindow: 9,
    })
    const merged = syncOf(lock, FEBRUARY, [again])
    expect(merged).toEqual({ lock, changes: [], refusals: [] })
    expect(lockText(merged.lock)).toBe(lockText(lock))
  })

  test('holds until the day on which another is announced', () => {
    const history = [priced('openai/gpt-9 2/8/0.2'), priced('openai/gpt-9 4/9/0.4', { from: '2026-06-01' })]
    const announced = syncOf(lock, FEBRUARY, history).lock
    expect(linesOf(announced)).toEqual([
      'openai/gpt-9 2/8 litellm@2026-01-01',
      'openai/gpt-9 2026-06-01 4/9 litellm@2026-02-01',
    ])
    expect(syncOf(announced, '2026-02-02', history).changes).toEqual([])
    expect(syncOf(announced, '2026-06-02', [priced('openai/gpt-9 4/9/0.4')]).changes).toEqual([])
    expect(linesOf(syncOf(announced, '2026-03-01', [priced('openai/gpt-9 3/8/0.2')]).lock)).toEqual([
      'openai/gpt-9 2/8 litellm@2026-01-01',
      'openai/gpt-9 2026-03-01 3/8 litellm@2026-03-01',
      'openai/gpt-9 2026-06-01 4/9 litellm@2026-02-01',
    ])
  })

  test('and changes again on the same day replaces the price of that day', () => {
    const first = syncOf(lock, FEBRUARY, [priced('openai/gpt-9 3/9/0.3')]).lock
    const second = merge(first, [answer('litellm', [priced('openai/gpt-9 4/9/0.3')], FEBRUARY, 'other')], FEBRUARY, [])
    expect(linesOf(second.lock)).toEqual([
      'openai/gpt-9 2/8 litellm@2026-01-01',
      'openai/gpt-9 2026-02-01 4/9 litellm@2026-02-01.2',
    ])
    const back = merge(
      second.lock,
      [answer('litellm', [priced('openai/gpt-9 2/8/0.2')], FEBRUARY, 'third')],
      FEBRUARY,
      [],
    )
    expect(linesOf(back.lock)).toEqual(['openai/gpt-9 2/8 litellm@2026-01-01'])
    expect(Object.keys(back.lock.sources)).toEqual(['litellm@2026-01-01'])
  })

  test('takes over the alias, context window and services of the answer, and keeps the spelling of the lock', () => {
    const entry = priced('openai/GPT-9 3/9/0.3', {
      aliases: ['gpt-9-latest'],
      contextWindow: 5,
      batch: { times: '0.4' },
    })
    const [, line] = syncOf(lock, FEBRUARY, [entry]).lock.prices
    expect(line).toMatchObject({ model: 'gpt-9', aliases: ['gpt-9-latest'], contextWindow: 5, batch: { times: '0.4' } })
  })
})

describe('a model that is new', () => {
  test('has a price for all earlier usage, and the history that its source gives', async () => {
    const o3 = [priced('openai/o3 2/8', { from: '2025-06-10' }), priced('openai/o3 10/40')]
    const { lock, changes } = syncOf(EMPTY, FEBRUARY, o3)
    expect(linesOf(lock)).toEqual(['openai/o3 10/40 litellm@2026-02-01', 'openai/o3 2025-06-10 2/8 litellm@2026-02-01'])
    expect(changes).toMatchObject([{ kind: 'new', before: null, after: { input: '2' } }])
    expect(await inputOn(lock, '2025-06-09', 'o3')).toBe('10')
    expect(linesOf(syncOf(EMPTY, FEBRUARY, [priced('openai/o3 2/8', { from: '2026-01-05' })]).lock)).toEqual([
      'openai/o3 2/8 litellm@2026-02-01',
    ])
  })

  test.each([
    ['under a name with a date', 'openai/gpt-9-2026-01-20', 'openai', 'gpt-9-2026-01-20'],
    ['at another seller', 'azure/gpt-9', 'azure', 'gpt-9'],
    ['under an alias', 'openai/gpt-nine', 'openai', 'gpt-nine'],
  ])('and was priced before %s keeps that price for earlier usage', async (_, name, seller, model) => {
    const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8', { aliases: ['gpt-nine'] })])
    const { lock: next, changes } = syncOf(lock, FEBRUARY, [priced(`${name} 3/9`)])
    expect(linesOf(next).filter((line) => line.startsWith(`${name} `))).toEqual([
      `${name} 2/8 as openai/gpt-9 litellm@2026-01-01`,
      `${name} 2026-02-01 3/9 litellm@2026-02-01`,
    ])
    expect(changes).toMatchObject([{ kind: 'new', before: { input: '2' }, after: { input: '3' } }])
    expect(await inputOn(next, '2026-01-31', model, seller)).toBe('2')
    expect(await inputOn(next, FEBRUARY, model, seller)).toBe('3')
  })

  test('has no line of its own while it costs what its name finds anyway', async () => {
    const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8')])
    expect(syncOf(lock, FEBRUARY, [priced('azure/gpt-9 2/8')]).changes).toEqual([])
    const apart = syncOf(lock, FEBRUARY, [priced('azure/gpt-9 2/8'), priced('openai/gpt-9 3/9')]).lock
    expect(await inputOn(apart, FEBRUARY, 'gpt-9', 'azure')).toBe('2')
    expect(await inputOn(apart, FEBRUARY, 'gpt-9', 'openai')).toBe('3')
    expect(linesOf(apart)).toContain('azure/gpt-9 2026-02-01 2/8 litellm@2026-02-01')
  })

  test.each([
    ['figures', { fast: { input: '6', output: '30' } }, '6/30 as openai/gpt-9 fast'],
    ['a factor', { fast: { times: '2.5' } }, '5/20 as openai/gpt-9 fast'],
    ['nothing', {}, '2/8 as openai/gpt-9'],
  ])('and was the fast service of another keeps what that cost: %s', async (_, fast, price) => {
    const entry = priced('openai/gpt-9 2/8/0.2', { ...fast, batch: { input: '0.9', output: '3' } })
    const lock = synced(['2026-01-01', entry])
    const { lock: next, refusals } = syncOf(lock, FEBRUARY, [priced('openai/gpt-9-fast 7/21')])
    expect(refusals).toEqual([])
    expect(linesOf(next).slice(1)).toEqual([
      `openai/gpt-9-fast ${price} litellm@2026-01-01`,
      'openai/gpt-9-fast 2026-02-01 7/21 litellm@2026-02-01',
    ])
  })

  test('takes no price along that was only announced', () => {
    const announced = [priced('openai/gpt-9 2/8'), priced('openai/gpt-9 4/9', { from: '2026-06-01' })]
    const { lock } = syncOf(synced(['2026-01-01', ...announced]), FEBRUARY, [priced('azure/gpt-9 3/9')])
    expect(linesOf(lock).filter((line) => line.startsWith('azure'))).toEqual([
      'azure/gpt-9 2/8 as openai/gpt-9 litellm@2026-01-01',
      'azure/gpt-9 2026-02-01 3/9 litellm@2026-02-01',
    ])
  })

  test('may know fewer classes than the other seller', () => {
    const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8/0.2')])
    expect(syncOf(lock, FEBRUARY, [priced('azure/gpt-9 3/9')])).toMatchObject({
      changes: [{ kind: 'new' }],
      refusals: [],
    })
  })

  test('takes no name over from a seller that listed it first', async () => {
    const lock = synced(['2026-01-01', priced('together/llama-9 2/8')], [FEBRUARY, priced('groq/llama-9 5/8')])
    expect(await inputOn(lock, FEBRUARY, 'llama-9')).toBe('2')
    expect(await inputOn(lock, FEBRUARY, 'llama-9', 'groq')).toBe('5')
    const sameDay = syncOf(synced(['2026-01-01', priced('together/llama-9 2/8')]), '2026-01-01', [
      priced('groq/llama-9 5/8'),
    ])
    expect(await inputOn(sameDay.lock, '2026-01-01', 'llama-9')).toBe('2')
  })

  test('is left out where a longer name would be found by it that was priced otherwise', () => {
    const lock = synced(['2026-01-01', priced('azure/gpt-9-20260101 7/8'), priced('groq/gpt-9 2/8')])
    const { lock: next, refusals } = syncOf(lock, FEBRUARY, [priced('openai/gpt-9 3/9')])
    expect(next).toBe(lock)
    expect(refusals).toMatchObject([
      {
        seller: 'openai',
        model: 'gpt-9',
        acceptable: true,
        reason: 'requests for gpt-9-20260101 before today were priced otherwise',
      },
    ])
    expect(syncOf(lock, FEBRUARY, [priced('openai/gpt-9 3/9')], ['gpt-9']).changes).toHaveLength(1)
  })
})

describe('other names', () => {
  const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8'), priced('openai/gpt-8 1/4')])

  test('are added to the line, and nothing else of it changes', () => {
    const { lock: next, changes } = syncOf(lock, FEBRUARY, [
      priced('openai/gpt-9 2/8', { aliases: ['GPT-nine', 'gpt-9'] }),
    ])
    expect(next.prices[1]).toEqual({ ...lock.prices[1], aliases: ['gpt-nine'] })
    expect(changes).toMatchObject([{ kind: 'alias', model: 'gpt-9' }])
  })

  test('are not taken from a model that they mean already', () => {
    expect(
      syncOf(lock, FEBRUARY, [priced('openai/gpt-9 2/8', { aliases: ['gpt-8', 'gpt-8-20260101'] })]).changes,
    ).toEqual([])
  })
})

describe('several providers', () => {
  test('count in their order, model by model, and keep their names', () => {
    const first = answer('anthropic', [priced('anthropic/claude-x 3/15')])
    const second = answer('litellm', [priced('anthropic/claude-x 4/16'), priced('openai/gpt-9 2/8')])
    expect(linesOf(merge(EMPTY, [first, second], '2026-01-01', []).lock)).toEqual([
      'anthropic/claude-x 3/15 anthropic@2026-01-01',
      'openai/gpt-9 2/8 litellm@2026-01-01',
    ])
    expect(linesOf(merge(EMPTY, [second, first], '2026-01-01', []).lock)[0]).toBe(
      'anthropic/claude-x 4/16 litellm@2026-01-01',
    )
  })

  test('contradict nothing by saying less than another one did', () => {
    const entry = priced('openai/gpt-9 2/8/0.2', {
      batch: { input: '1', output: '4' },
      tiers: [{ promptOver: 9, input: '4', output: '16' }],
    })
    const lock = synced(['2026-01-01', entry])
    expect(syncOf(lock, FEBRUARY, [priced('openai/gpt-9 2/8')], [], 'models-dev')).toEqual({
      lock,
      changes: [],
      refusals: [],
    })
    expect(syncOf(lock, FEBRUARY, [priced('openai/gpt-9 2/8/0.2')]).changes).toHaveLength(1)
  })

  test('do not step in for one before them that failed', () => {
    const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8')])
    const other = answer('models-dev', [priced('openai/gpt-9 3/8')], FEBRUARY)
    expect(merge(lock, [{ provider: 'litellm', failed: 'no answer' }, other], FEBRUARY, []).changes).toEqual([])
    expect(merge(lock, [answer('litellm', []), other], FEBRUARY, []).changes).toEqual([])
    expect(merge(lock, [other], FEBRUARY, []).changes).toHaveLength(1)
  })
})

describe('an absurd price', () => {
  const full = priced('openai/gpt-9 2/8/0.2', {
    fast: { input: '4', output: '16' },
    tiers: [{ promptOver: 9, input: '4', output: '16', cacheRead: '0.4' }],
  })
  const lock = synced(['2026-01-01', full, priced('openai/gpt-8 1/4')])

  test.each([
    ['ten times as much', { input: '20' }, 'input went up from 2 to 20'],
    ['a tenth', { output: '0.8' }, 'output went down from 8 to 0.8'],
    ['nothing', { cacheRead: '0' }, 'cacheRead went from 0.2 to nothing'],
    ['a class less', { cacheRead: undefined }, 'cacheRead is missing, it was 0.2'],
    [
      'a tier out of bounds',
      { tiers: [{ promptOver: 9, input: '400', output: '16', cacheRead: '0.4' }] },
      'prompts over 9: input went up from 4 to 400',
    ],
    [
      'a class less in a tier',
      { tiers: [{ promptOver: 9, input: '4', output: '16' }] },
      'prompts over 9: cacheRead is missing, it was 0.4',
    ],
    ['a service out of bounds', { fast: { input: '4', output: '1' } }, 'fast: output went down from 16 to 1'],
  ])('is refused, the rest is taken: %s', (_, change, reason) => {
    const entry = JSON.parse(JSON.stringify({ ...full, ...change })) as typeof full
    const { lock: next, refusals } = syncOf(lock, FEBRUARY, [entry, priced('openai/gpt-8 2/4')])
    expect(linesOf(next)).toEqual([
      'openai/gpt-8 1/4 litellm@2026-01-01',
      'openai/gpt-8 2026-02-01 2/4 litellm@2026-02-01',
      'openai/gpt-9 2/8 litellm@2026-01-01',
    ])
    expect(refusals).toMatchObject([
      { provider: 'litellm', seller: 'openai', model: 'gpt-9', reason, acceptable: true },
    ])
    expect(refusals[0]?.before && shown(refusals[0].before)).toBe('openai/gpt-9 2/8 litellm@2026-01-01')
  })

  test.each([[['gpt-9']], [['openai/GPT-9']], ['all']] as const)('is taken after a look: %j', (accepted) => {
    const { lock: next, refusals } = syncOf(
      lock,
      FEBRUARY,
      [{ ...full, input: '20' }, priced('openai/gpt-8 1/4')],
      accepted,
    )
    expect(linesOf(next)).toContain('openai/gpt-9 2026-02-01 20/8 litellm@2026-02-01')
    expect(refusals).toEqual([])
  })

  test.each([['-1'], ['NaN'], ['Infinity'], ['1e999'], ['']])('that is no price is never taken: "%s"', (input) => {
    const { lock: next, refusals } = syncOf(lock, FEBRUARY, [{ ...full, input }, priced('openai/gpt-8 1/4')], 'all')
    expect(next).toBe(lock)
    expect(refusals).toMatchObject([
      { model: 'gpt-9', acceptable: false, reason: expect.stringContaining('not a figure') },
    ])
  })
})

describe('an answer as a whole', () => {
  const six = [1, 2, 3, 4, 5, 6].map((n) => priced(`openai/gpt-${n} ${n}/8`))
  const lock = synced(['2026-01-01', ...six])

  test('with no prices changes nothing', () => {
    const { lock: next, refusals } = syncOf(lock, FEBRUARY, [])
    expect(next).toBe(lock)
    expect(refusals).toMatchObject([{ provider: 'litellm', seller: null, model: null, reason: 'it lists no prices' }])
  })

  test('with less than half of its models changes nothing, until it is accepted', () => {
    const two = [priced('openai/gpt-1 2/8'), priced('openai/gpt-2 3/8')]
    expect(syncOf(lock, FEBRUARY, two)).toMatchObject({
      lock,
      refusals: [{ reason: 'it lists 2 models, it listed 6 before' }],
    })
    expect(syncOf(lock, FEBRUARY, two, 'all').changes).toHaveLength(2)
    expect(syncOf(lock, FEBRUARY, [...two, priced('openai/gpt-3 4/8')]).changes).toHaveLength(3)
  })
})

test('the file names of this machine stay on it', () => {
  const offer = {
    ...answer('litellm', [priced('openai/gpt-9 2/8')]),
    source: { file: '/home/ann/prices.json', fetchedAt: '2026-01-01T00:00:00Z', sha256: 'a' },
  }
  expect(merge(EMPTY, [offer], '2026-01-01', []).lock.sources).toEqual({
    'litellm@2026-01-01': { file: 'prices.json', fetched_at: '2026-01-01T00:00:00Z', sha256: 'a', models: 1 },
  })
})
