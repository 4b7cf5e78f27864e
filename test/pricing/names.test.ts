import { describe, expect, test } from 'vitest'
import { nameCandidates } from '../../src/pricing/model-names.ts'
import { book, perMillion, rateAt, sku } from './book.ts'

const matched = (model: string, provider: string | null = null): string | null =>
  book.ratesFor(sku(model, { provider }))[0]?.rule.split(',')[0] ?? null

describe('FORMATS 2.7: the ways to write a Claude model', () => {
  test.each([
    ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['  Claude-Sonnet-4-5 ', 'claude-sonnet-4-5'],
    ['claude-opus-4-6[1m]', 'claude-opus-4-6'],
    ['claude-sonnet-4-5-20250929[1m]', 'claude-sonnet-4-5'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['eu.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['apac.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4'],
    ['global.anthropic.claude-opus-5-5', 'claude-opus-5-5'],
    ['jp.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
    ['au.anthropic.claude-sonnet-4-6', 'claude-sonnet-4-6'],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet'],
    ['bedrock/us.anthropic.claude-opus-4-1-20250805-v1:0', 'claude-opus-4-1'],
    ['claude-sonnet-4-5@20250929', 'claude-sonnet-4-5'],
    ['claude-opus-4-6@default', 'claude-opus-4-6'],
    ['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet'],
    ['vertex_ai/claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet'],
    ['anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5'],
    ['openrouter/anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5'],
    ['claude-fable-5.1', 'claude-fable-5-1'],
    ['claude-sonnet-4.5-thinking', 'claude-sonnet-4-5'],
    ['claude-3-7-sonnet-20250219', 'claude-3-7-sonnet'],
    ['claude-3-7-sonnet-latest', 'claude-3-7-sonnet'],
    ['claude-sonnet-3-7', 'claude-3-7-sonnet'],
    ['claude-haiku-3-5', 'claude-3-5-haiku'],
    ['claude-3.5-haiku', 'claude-3-5-haiku'],
    ['claude-4-5-sonnet', 'claude-sonnet-4-5'],
    ['claude-4.6-opus-20260205', 'claude-opus-4-6'],
    ['claude-4-opus', 'claude-opus-4'],
    ['claude-opus-4-0', 'claude-opus-4'],
    ['claude-opus-4-20250514', 'claude-opus-4'],
    ['claude-3-opus-latest', 'claude-3-opus'],
    ['claude-mythos-5-2-20261001', 'claude-mythos-5-2'],
  ])('%s is %s', (written, model) => {
    expect(matched(written)).toBe(`anthropic/${model}`)
  })

  test('the suffix -fast asks for the fast table', () => {
    expect(rateAt(sku('claude-opus-5-fast')).rule).toBe('anthropic/claude-opus-5, fast')
    expect(rateAt(sku('claude-opus-4.8-fast')).rates.input).toBe(10_000_000_000_000n)
  })
})

describe('FORMATS 3.6: the names that Codex writes', () => {
  test.each([
    ['gpt-5-codex', 'openai/gpt-5'],
    ['gpt-5.1-codex-max', 'openai/gpt-5.1'],
    ['gpt-5.2-codex', 'openai/gpt-5.2'],
    ['openai/gpt-5.5', 'openai/gpt-5.5'],
    ['azure/gpt-5.4', 'openai/gpt-5.4'],
    ['gpt-5-nano-2025-08-07', 'openai/gpt-5-nano'],
    ['gpt-5.6-terra-2026-07-30', 'openai/gpt-5.6-terra'],
    ['gpt-5.6', 'openai/gpt-5.6-sol'],
    ['gpt-4o-2024-05-13', 'openai/gpt-4o-2024-05-13'],
  ])('%s is %s', (written, model) => {
    expect(matched(written)).toBe(model)
  })
})

describe('FORMATS 8.4 (1): seller and model first, then the bare model', () => {
  test('the seller that is named goes first, under any of its names', () => {
    expect(matched('gpt-5.1', 'opencode-zen')).toBe('opencode/gpt-5.1')
    expect(matched('claude-fable-5.1', 'copilot')).toBe('github-copilot/claude-fable-5.1')
    expect(matched('anthropic/claude-sonnet-4.5', 'openrouter')).toBe('openrouter/anthropic/claude-sonnet-4.5')
    expect(matched('grok-4.6', 'xai')).toBe('x-ai/grok-4.6')
  })

  test('a seller that is unknown or does not list the model leaves the price of the maker, and the rule says so', () => {
    expect(rateAt(sku('gpt-5.5', { provider: 'mock' })).rule).toBe(
      'openai/gpt-5.5, standard, prompt <= 272000; cache write as input; web search not recorded; found by model name alone',
    )
    expect(matched('claude-sonnet-4-5-20250929', 'github-copilot')).toBe('anthropic/claude-sonnet-4-5')
  })

  test.each([
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'regional.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['eu.anthropic.claude-opus-4-5-20251101-v1:0', 'regional.anthropic.claude-opus-4-5-v1:0'],
    ['apac.anthropic.claude-opus-4-6-v1', 'regional.anthropic.claude-opus-4-6-v1:0'],
    ['jp.anthropic.claude-sonnet-4-6[1m]', 'regional.anthropic.claude-sonnet-4-6-v1:0'],
    ['au.anthropic.claude-opus-5-5', 'regional.anthropic.claude-opus-5-5'],
    ['us.openai.gpt-5.6-sol', 'regional.openai.gpt-5.6-sol'],
    ['us.meta.llama3-3-70b-instruct-v1:0', 'meta.llama3-3-70b-instruct-v1:0'],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0'],
  ])("%s at Bedrock has Bedrock's price, %s", (model, entry) => {
    expect(matched(model, 'amazon-bedrock')).toBe(`aws/${entry}`)
  })

  test('an endpoint in a region costs what Bedrock says, a tenth more', () => {
    const regional = rateAt(sku('us.anthropic.claude-sonnet-4-5-20250929-v1:0', { provider: 'aws' }))
    expect(perMillion(regional)).toBe('3.3/16.5/4.125/6.6/0.33')
  })

  test.each([
    ['glm-4.7', 'zai/glm-4.7'],
    ['kimi-k2.6', 'moonshotai/kimi-k2.6'],
    ['deepseek-v4-pro', 'deepseek/deepseek-v4-pro'],
    ['grok-4.5', 'x-ai/grok-4.5'],
    ['gemini-2.5-pro', 'google/gemini-2.5-pro'],
    ['codex-mini-latest', 'openai/codex-mini'],
    ['GLM-5.3-Flash', 'zai/glm-5.3-flash'],
  ])('%s without a seller has the price of its maker, %s (FORMATS 2.7)', (model, entry) => {
    expect(matched(model)).toBe(entry)
  })
})

describe('FORMATS 8.4 (1): what is not known stays unpriced', () => {
  test.each([
    'codex-auto-review',
    'gpt-6.1-sol',
    'claude-opus-9',
    'claude-sonnet-5-7',
    'claude-sonnet',
    'my-claude-sonnet-4-5',
    'somebody/claude-sonnet-4-5',
    'grok-4.7-fast',
    'glm-5.2-thinking',
    'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'bedrock/arn:aws:bedrock:us-east-1:1:application-inference-profile/abc',
    'mock-gpt',
    '<synthetic>',
    '__proto__',
    'constructor',
    'toString',
    '/',
    '',
  ])('%s', (model) => {
    expect(book.ratesFor(sku(model))).toEqual([])
    expect(book.ratesFor(sku(model, { provider: '__proto__' }))).toEqual([])
  })
})

test('names are tried from the least to the most changed', () => {
  expect(nameCandidates('us.anthropic.claude-opus-4-6-20260205-v1:0').map((candidate) => candidate.name)).toEqual([
    'us.anthropic.claude-opus-4-6-20260205-v1:0',
    'regional.anthropic.claude-opus-4-6-20260205-v1:0',
    'regional.anthropic.claude-opus-4-6-20260205',
    'regional.anthropic.claude-opus-4-6',
    'regional.anthropic.claude-opus-4-6-v1:0',
    'claude-opus-4-6-20260205-v1:0',
    'claude-opus-4-6-20260205',
    'claude-opus-4-6',
    'claude-4-6-opus',
  ])
})
