import { expect, it } from 'vitest'
import { modelName, sellerOf } from '../../../src/agents/cursor/model-name.ts'
import { loadPriceBook } from '../../../src/pricing/index.ts'

it.each([
  ['default', 'auto'],
  ['auto', 'auto'],
  ['gpt-5.2-codex-xhigh', 'gpt-5.2-codex'],
  ['gpt-5.1-codex-max', 'gpt-5.1-codex-max'],
  ['gpt-5.1-codex-max-high', 'gpt-5.1-codex-max'],
  ['gpt-5.2-high-fast', 'gpt-5.2-fast'],
  ['claude-4.5-opus-high-thinking', 'claude-4.5-opus-thinking'],
  ['claude-4.6-opus-max-thinking-fast', 'claude-4.6-opus-thinking-fast'],
  ['claude-4.5-sonnet-thinking', 'claude-4.5-sonnet-thinking'],
  ['o3-high', 'o3'],
  ['mistral-medium', 'mistral-medium'],
  ['gemini-3-pro', 'gemini-3-pro'],
  [null, 'unknown'],
])('is %s without its effort: %s (FORMATS 7.2)', (written, name) => {
  expect(modelName(written)).toBe(name)
})

it('names Cursor as the seller of its own models alone', () => {
  expect(['auto', 'composer-2', 'claude-4.5-sonnet', 'composer'].map(sellerOf)).toEqual([
    'cursor',
    'cursor',
    null,
    null,
  ])
})

it.each([
  ['claude-4.5-sonnet-thinking', 'anthropic/claude-sonnet-4-5'],
  ['claude-4.5-opus-high-thinking', 'anthropic/claude-opus-4-5'],
  ['gpt-5.2-codex-xhigh', 'openai/gpt-5.2'],
  ['composer-2.5', 'cursor/composer-2.5'],
])('has the price of the maker: %s (FORMATS 7.2)', async (written, rule) => {
  const model = modelName(written)
  const book = await loadPriceBook()
  const rates = book.ratesFor({ provider: sellerOf(model), model, tier: 'standard', speed: 'standard', geo: null })
  expect(rates[0]?.rule).toContain(rule)
})
