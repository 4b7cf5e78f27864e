import { describe, expect, test } from 'vitest'
import { book, perMillion, rateAt, sku } from './book.ts'

const rule = (model: string, rest = {}, prompt = 1) => rateAt(sku(model, rest), prompt).rule
const price = (model: string, rest = {}, prompt = 1) => perMillion(rateAt(sku(model, rest), prompt))

describe('prompt tiers (FORMATS 2.7, 3.6, 8.4 (2))', () => {
  test.each([
    ['claude-haiku-5-5', 100_000],
    ['gpt-5.5', 272_000],
    ['gemini-2.5-pro', 200_000],
    ['grok-4.6', 200_000],
  ])('%s changes price above %d tokens, not at it', (model, threshold) => {
    expect(rateAt(sku(model), threshold)).toMatchObject({ promptOver: null, promptUpTo: threshold })
    expect(rateAt(sku(model), threshold + 1)).toMatchObject({ promptOver: threshold, promptUpTo: null })
    expect(rule(model, {}, threshold)).toContain(`, prompt <= ${threshold}`)
    expect(rule(model, {}, threshold + 1)).toContain(`, prompt > ${threshold}`)
  })

  test('above 272000 the whole request costs twice the input and cached price and one and a half times the output', () => {
    expect(price('gpt-5.4', {}, 272_000)).toBe('2.5/15/2.5/2.5/0.25')
    expect(price('gpt-5.4', {}, 272_001)).toBe('5/22.5/5/5/0.5')
  })
})

describe('prices that a list leaves out (FORMATS 8.4 (3))', () => {
  test('Anthropic writes cost 1.25 and 2 times the input', () => {
    expect(price('claude-2')).toBe('8/24/10/16/8')
    expect(rule('claude-2')).toBe(
      'anthropic/claude-2, standard; cache read as input; 5m write 1.25 x input; 1h write 2 x input',
    )
  })

  test('a Claude model keeps the Anthropic rules at another seller', () => {
    expect(rule('claude-opus-5', { provider: 'vertex' })).toBe('google/claude-opus-5, standard; 1h write 2 x input')
    expect(price('claude-opus-5', { provider: 'vertex' })).toBe('5/25/6.25/10/0.5')
  })

  test('everybody else charges cache writes as input', () => {
    expect(price('gpt-5')).toBe('1.25/10/1.25/1.25/0.125')
    expect(rule('gpt-5')).toBe('openai/gpt-5, standard; cache write as input; web search not recorded')
  })

  test('OpenAI models with a write price charge it for both kinds of write (FORMATS 3.6)', () => {
    expect(price('gpt-5.6-sol')).toBe('4/20/5/5/0.4')
    expect(rule('gpt-5.6-sol')).toBe(
      'openai/gpt-5.6-sol, standard, prompt <= 272000; 1h write as 5m; web search not recorded',
    )
  })

  test('a missing price for cached input is neither free nor a tenth', () => {
    expect(price('gpt-5-pro')).toBe('15/120/15/15/15')
    expect(rule('gpt-5-pro')).toContain('; cache read as input; ')
  })
})

describe('web search (FORMATS 8.4 (6))', () => {
  test('costs a cent with Anthropic, at any modifier', () => {
    const cent = 10_000_000_000_000_000n
    expect(rateAt(sku('claude-sonnet-4-5')).rates.webSearch).toBe(cent)
    expect(rateAt(sku('claude-opus-5', { geo: 'us', speed: 'fast', tier: 'batch' })).rates.webSearch).toBe(cent)
  })

  test('is not recorded with others', () => {
    expect(rateAt(sku('gpt-5.5')).rates.webSearch).toBe(0n)
  })
})

describe('data residency (FORMATS 2.7)', () => {
  test('us costs a tenth more on every token class of an Anthropic model', () => {
    expect(price('claude-sonnet-4-5', { geo: 'us' })).toBe('3.3/16.5/4.125/6.6/0.33')
    expect(rule('claude-sonnet-4-5', { geo: 'us' })).toBe('anthropic/claude-sonnet-4-5, standard, geo us 1.1 x')
  })

  test.each(['global', 'not_available', 'eu', ''])('"%s" changes nothing', (geo) => {
    expect(rateAt(sku('claude-sonnet-4-5', { geo }))).toEqual(rateAt(sku('claude-sonnet-4-5')))
  })

  test('us changes nothing for other makers', () => {
    expect(rateAt(sku('gpt-5.5', { geo: 'us' }))).toEqual(rateAt(sku('gpt-5.5')))
  })
})

describe('speed and service tier (FORMATS 2.7, 3.6, 8.4 (5))', () => {
  test('fast is the fast table of a Claude model', () => {
    expect(rule('claude-opus-4-6', { speed: 'fast' })).toBe('anthropic/claude-opus-4-6, fast')
  })

  test('fast and priority are the same at OpenAI', () => {
    expect(rule('gpt-5.5', { speed: 'fast' })).toBe(rule('gpt-5.5', { tier: 'priority' }))
    expect(rule('gpt-5.5', { tier: 'priority' })).toBe(
      'openai/gpt-5.5, priority 2.5 x, prompt <= 272000; cache write as input; web search not recorded',
    )
  })

  test('without a fast figure the standard price is taken and the rule says so', () => {
    expect(rule('claude-sonnet-5', { speed: 'fast' })).toBe(
      'anthropic/claude-sonnet-5, standard; no fast price known, priced as standard',
    )
    expect(rule('gpt-5', { tier: 'priority' })).toContain('; no priority price known, priced as standard; ')
  })

  test('priority does not reach long prompts', () => {
    expect(price('gpt-5.5', { tier: 'priority' }, 272_001)).toBe(price('gpt-5.5', {}, 272_001))
    expect(rule('gpt-5.5', { tier: 'priority' }, 272_001)).toContain(
      'openai/gpt-5.5, standard, prompt > 272000; no priority price known for long prompts, priced as standard; ',
    )
  })

  test('priority at Anthropic is committed capacity and priced as standard', () => {
    expect(price('claude-opus-5', { tier: 'priority' })).toBe(price('claude-opus-5'))
    expect(rule('claude-opus-5', { tier: 'priority' })).toBe(
      'anthropic/claude-opus-5, standard; priority is committed capacity, priced as standard',
    )
  })

  test('batch costs half, on tiers too', () => {
    expect(price('claude-haiku-5-5', { tier: 'batch' }, 100_001)).toBe('0.25/1.25/0.3125/0.5/0.025')
    expect(rule('claude-opus-5', { tier: 'batch' })).toBe('anthropic/claude-opus-5, standard, batch 0.5 x')
  })

  test('flex costs half at OpenAI and is standard elsewhere', () => {
    expect(price('gpt-5.5', { tier: 'flex' })).toBe('2.5/15/2.5/2.5/0.25')
    expect(rule('gpt-5', { tier: 'flex' })).toContain('openai/gpt-5, standard, flex 0.5 x as batch; ')
    expect(price('gemini-2.5-flash', { tier: 'flex' })).toBe(price('gemini-2.5-flash'))
    expect(rule('gemini-2.5-flash', { tier: 'flex' })).toContain('; no flex price known, priced as standard; ')
  })

  test('factors are multiplied before the one rounding', () => {
    expect(rateAt(sku('claude-fable-5-1', { tier: 'batch', geo: 'us' })).rates.cacheRead).toBe(137_500_000_000n)
    expect(rule('claude-fable-5-2', { speed: 'fast', tier: 'batch', geo: 'us' })).toBe(
      'anthropic/claude-fable-5-2, fast, batch 0.5 x, geo us 1.1 x',
    )
  })
})

test.each(['oss', 'ollama', 'LMStudio'])(
  'a model behind the local provider %s costs exactly nothing (FORMATS 3.6)',
  (provider) => {
    const [rate, ...rest] = book.ratesFor(sku('gpt-oss:20b', { provider }))
    expect(rest).toEqual([])
    expect(Object.values(rate?.rates ?? { none: 1n })).toEqual([0n, 0n, 0n, 0n, 0n, 0n])
    expect(rate?.rule).toBe(`local provider ${provider.toLowerCase()}, no price per token`)
  },
)

test('a price by the hour that is not represented is said in the rule', () => {
  expect(rule('deepseek-chat')).toBe(
    'deepseek/deepseek-chat, standard; cache write as input; web search not recorded; price by the hour not applied',
  )
})
