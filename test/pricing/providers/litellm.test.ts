import { describe, expect, it } from 'vitest'
import { parse } from '../../../src/pricing/providers/litellm/parse.ts'
import { fixtureText, priceOf, pricesOf, skippedFor } from './parsing.ts'

const TODAY = '2026-11-21'

const parsed = parse(fixtureText('litellm.json'), TODAY)

describe('prices of LiteLLM', () => {
  it('are for a million tokens, with the two lives of a cache and long prompts', () => {
    expect(priceOf(parsed, 'anthropic', 'claude-sonnet-4-5')).toEqual({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      input: '3',
      output: '15',
      cacheRead: '0.3',
      cacheWrite5m: '3.75',
      cacheWrite1h: '6',
      webSearch: '0.01',
      tiers: [
        { promptOver: 200_000, input: '6', output: '22.5', cacheRead: '0.6', cacheWrite5m: '7.5', cacheWrite1h: '12' },
      ].map((tier) => ({ ...tier, webSearch: '0.01' })),
      contextWindow: 200_000,
    })
  })

  it('have the tables of services, also for long prompts, and factors of regions', () => {
    expect(priceOf(parsed, 'openai', 'gpt-5.4')).toEqual({
      provider: 'openai',
      model: 'gpt-5.4',
      input: '2.5',
      output: '15',
      cacheRead: '0.25',
      fast: { input: '5', output: '30', cacheRead: '0.5' },
      batch: { input: '1.25', output: '7.5' },
      flex: { input: '1.25', output: '7.5', cacheRead: '0.13' },
      tiers: [
        {
          promptOver: 272_000,
          input: '5',
          output: '22.5',
          cacheRead: '0.5',
          fast: { input: '10', output: '45', cacheRead: '1' },
        },
      ],
      regions: { us: { times: '1.1' }, eu: { times: '1.1' } },
      contextWindow: 1_050_000,
    })
  })

  it('take the fast mode and the residency of Anthropic as factors', () => {
    const { fast, regions } = priceOf(parsed, 'anthropic', 'claude-opus-4-6')
    expect({ fast, regions }).toEqual({ fast: { times: '6' }, regions: { us: { times: '1.1' } } })
  })

  it('multiply out where long prompts are written as factors', () => {
    expect(priceOf(parsed, 'openai', 'gpt-5.6-snapshot').tiers).toEqual([
      { promptOver: 272_000, input: '10', output: '45', cacheRead: '1', cacheWrite5m: '12.5' },
    ])
  })

  it('leave the longer write of a long prompt to the rules where it has no price: the usual one would be too low', () => {
    const base = { litellm_provider: 'anthropic', input_cost_per_token: 3e-6, output_cost_per_token: 1.5e-5 }
    const writes = { cache_creation_input_token_cost: 3.75e-6, cache_creation_input_token_cost_above_1hr: 6e-6 }
    const long = { input_cost_per_token_above_200k_tokens: 6e-6, output_cost_per_token_above_200k_tokens: 2.25e-5 }
    const read = parse(JSON.stringify({ m: { ...base, ...writes, ...long } }), TODAY)
    expect(priceOf(read, 'anthropic', 'm').tiers).toEqual([
      { promptOver: 200_000, input: '6', output: '22.5', cacheWrite5m: '3.75' },
    ])
  })

  it('are left out with a factor of 0, which would make requests free', () => {
    const price = { litellm_provider: 'a', input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 }
    const read = parse(JSON.stringify({ a: price, b: { ...price, provider_specific_entry: { fast: 0 } } }), TODAY)
    expect([read.entries.length, read.skipped]).toEqual([1, [{ reason: 'a factor of 0', count: 1 }]])
  })

  it('take the spans of prompt sizes, the first as the usual price', () => {
    const { input, output, cacheRead, tiers } = priceOf(parsed, 'dashscope', 'qwen3-coder-plus')
    expect({ input, output, cacheRead, tiers }).toEqual({
      input: '1',
      output: '5',
      cacheRead: '0.1',
      tiers: [
        { promptOver: 32_000, input: '1.8', output: '9', cacheRead: '0.18' },
        { promptOver: 128_000, input: '3', output: '15' },
      ],
    })
  })

  it('have hours, and say so where those cannot be written in UTC', () => {
    expect(priceOf(parsed, 'deepseek', 'deepseek-chat')).toMatchObject({
      cacheRead: '0.07',
      hours: [{ utc: '16:30-00:30', input: '0.135', output: '0.55' }],
    })
    const work = ['mon', 'tue', 'wed', 'thu', 'fri']
    expect(priceOf(parsed, 'deepseek', 'deepseek-weekend').hours).toEqual([
      { utc: '00:00-01:00', days: work, input: '0.135' },
      { utc: '10:00-00:00', days: work, input: '0.135' },
      { utc: '00:00-24:00', days: ['sat', 'sun'], input: '0.135' },
    ])
    const shanghai = priceOf(parsed, 'deepseek', 'deepseek-shanghai')
    expect([shanghai.byHour, shanghai.hours]).toEqual([true, undefined])
  })

  it('are dated where the list dates them', () => {
    const dated = pricesOf(parsed, 'x', 'dated').map(({ from, input, output }) => [from, input, output])
    expect(dated).toEqual([
      [undefined, '1', '2'],
      ['2026-08-01', '0.5', '2'],
      ['2026-10-01', '1', '2'],
    ])
  })

  it("are under our sellers' ids and the sellers' own names", () => {
    expect(parsed.entries.map(({ provider, model }) => `${provider} ${model}`)).toEqual([
      'anthropic claude-opus-4-6',
      'anthropic claude-sonnet-4-5',
      'aws us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'azure eu/gpt-4o-2024-11-20',
      'dashscope qwen3-coder-plus',
      'deepseek deepseek-chat',
      'deepseek deepseek-shanghai',
      'deepseek deepseek-weekend',
      'fireworks accounts/fireworks/models/kimi-k2',
      'google claude-opus-4@20250514',
      'google gemini-2.5-pro',
      'openai gpt-5.4',
      'openai gpt-5.6-snapshot',
      'openrouter google/gemini-exp:free',
      'openrouter paid',
      'x dated',
      'x dated',
      'x dated',
    ])
  })

  it('of two interfaces of one seller are those of the usual one, and the other is counted', () => {
    expect(priceOf(parsed, 'google', 'gemini-2.5-pro').input).toBe('1.25')
    expect(skippedFor(parsed, 'another price under the same name')).toBe(1)
  })

  it('do not depend on the order of the file', () => {
    const turned = Object.fromEntries(Object.entries(JSON.parse(fixtureText('litellm.json')) as object).reverse())
    expect(parse(JSON.stringify(turned), TODAY)).toEqual(parsed)
  })

  it('leave out what is no price of text, and count it by reason', () => {
    expect(parsed.skipped).toEqual(
      [
        { reason: 'a price that is no number', count: 2 },
        { reason: 'no price for input and output', count: 1 },
        { reason: 'not sold by text: embedding', count: 1 },
        { reason: 'not sold by text: image_generation', count: 1 },
        { reason: 'a negative price', count: 1 },
        { reason: 'another price under the same name', count: 1 },
        { reason: 'citations have a price', count: 1 },
        { reason: 'no model', count: 1 },
        { reason: 'reasoning has a price of its own', count: 1 },
        { reason: 'runs on a machine of your own', count: 1 },
        { reason: 'sold by subscription', count: 1 },
      ].toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    )
  })

  it('come with what the models can do', () => {
    const model = parsed.models.find((each) => each.model === 'claude-sonnet-4-5')
    expect(model).toEqual({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      contextWindow: 200_000,
      maxOutput: 64_000,
      capabilities: ['computer_use', 'function_calling', 'prompt_caching', 'vision'],
    })
  })
})
