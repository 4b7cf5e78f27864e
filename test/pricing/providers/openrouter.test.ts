import { describe, expect, it } from 'vitest'
import { parse } from '../../../src/pricing/providers/openrouter/parse.ts'
import { fixtureText, priceOf } from './parsing.ts'

const parsed = parse(fixtureText('openrouter.json'), '2026-11-21')

describe('prices of OpenRouter', () => {
  it('are texts for one token, with overrides of long prompts that keep the classes they do not name', () => {
    expect(priceOf(parsed, 'openrouter', 'anthropic/claude-sonnet-4.5')).toEqual({
      provider: 'openrouter',
      model: 'anthropic/claude-sonnet-4.5',
      input: '3',
      output: '15',
      cacheRead: '0.3',
      cacheWrite5m: '3.75',
      cacheWrite1h: '6',
      webSearch: '0.01',
      tiers: [
        {
          promptOver: 200_000,
          input: '6',
          output: '22.5',
          cacheRead: '0.6',
          cacheWrite5m: '3.75',
          cacheWrite1h: '6',
          webSearch: '0.01',
        },
      ],
      aliases: ['anthropic/claude-4.5-sonnet-20250929'],
      contextWindow: 1_000_000,
    })
  })

  it('have hours, and say so where an hour and a size go together', () => {
    const { input, hours, byHour, tiers } = priceOf(parsed, 'openrouter', 'deepseek/deepseek-v4')
    expect({ input, hours, byHour, tiers }).toEqual({
      input: '0.27',
      hours: [
        { utc: '16:30-00:30', input: '0.135' },
        { utc: '09:00-12:00', days: ['sat', 'sun'], output: '0.5' },
      ],
      byHour: true,
      tiers: undefined,
    })
  })

  it('may be 0 for a free variant, which has no other name', () => {
    const { input, output, aliases } = priceOf(parsed, 'openrouter', 'x/free:free')
    expect({ input, output, aliases }).toEqual({ input: '0', output: '0', aliases: undefined })
  })

  it('are unknown where they vary or cannot be read', () => {
    expect(parsed.skipped.map(({ reason, count }) => `${count} ${reason}`)).toEqual([
      '2 a price that is no number',
      '1 a price that varies',
      '1 no model',
      '1 requests have a price',
    ])
  })

  it('come with what the models can do', () => {
    expect(parsed.models.find(({ model }) => model === 'anthropic/claude-sonnet-4.5')).toEqual({
      provider: 'openrouter',
      model: 'anthropic/claude-sonnet-4.5',
      name: 'Anthropic: Claude Sonnet 4.5',
      contextWindow: 1_000_000,
      maxOutput: 64_000,
      capabilities: ['max_tokens', 'reasoning', 'tools'],
    })
  })
})
