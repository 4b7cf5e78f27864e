import { describe, expect, it } from 'vitest'
import { parse } from '../../../src/pricing/providers/models-dev/parse.ts'
import { fixtureText, priceOf, skippedFor } from './parsing.ts'

const parsed = parse(fixtureText('models-dev.json'), '2026-11-21')

describe('prices of models.dev', () => {
  it('have the true size of a tier and the fast mode', () => {
    expect(priceOf(parsed, 'openai', 'gpt-5.4')).toEqual({
      provider: 'openai',
      model: 'gpt-5.4',
      input: '2.5',
      output: '15',
      cacheRead: '0.25',
      fast: { input: '5', output: '30', cacheRead: '0.5' },
      tiers: [{ promptOver: 272_000, input: '5', output: '22.5', cacheRead: '0.5' }],
      contextWindow: 1_050_000,
    })
  })

  it('take the old form of a tier where there is no other', () => {
    expect(priceOf(parsed, 'google', 'gemini-2.5-pro').tiers).toEqual([
      { promptOver: 200_000, input: '2.5', output: '15', cacheRead: '0.25' },
    ])
  })

  it('keep every digit', () => {
    expect(priceOf(parsed, 'deepseek', 'deepseek-v4-pro').cacheRead).toBe('0.003625')
  })

  it('are those of the seller itself where a plan or another door of it has the model too', () => {
    expect(priceOf(parsed, 'zai', 'glm-4.6').input).toBe('0.6')
    expect(priceOf(parsed, 'google', 'gemini-2.5-pro').input).toBe('1.25')
    expect(priceOf(parsed, 'x-ai', 'grok-4.5').output).toBe('6')
    expect(skippedFor(parsed, 'another price under the same name')).toBe(2)
  })

  it('of 0 are free at a seller that asks money for others, and unknown where all is a subscription', () => {
    expect(priceOf(parsed, 'opencode', 'free-model').input).toBe('0')
    expect(parsed.entries.filter(({ provider }) => provider === 'some-plan')).toEqual([])
    expect(skippedFor(parsed, 'sold by subscription')).toBe(1)
  })

  it('are unknown without a cost, and left out where they cannot be read', () => {
    expect(parsed.skipped.map(({ reason, count }) => `${count} ${reason}`)).toEqual([
      '2 another price under the same name',
      '1 a price that is no number',
      '1 no model',
      '1 no price',
      '1 no seller',
      '1 reasoning has a price of its own',
      '1 sold by subscription',
    ])
  })

  it('come with what the models can do', () => {
    const found = parsed.models.filter(({ model }) => ['gpt-5.4', 'claude-haiku-4-5'].includes(model))
    expect(found).toEqual([
      {
        provider: 'anthropic',
        model: 'claude-haiku-4-5',
        name: 'Claude Haiku 4.5',
        contextWindow: 200_000,
        maxOutput: 64_000,
        deprecated: true,
      },
      {
        provider: 'openai',
        model: 'gpt-5.4',
        name: 'GPT-5.4',
        contextWindow: 1_050_000,
        maxOutput: 128_000,
        capabilities: ['attachment', 'reasoning', 'tool_call'],
      },
    ])
  })
})
