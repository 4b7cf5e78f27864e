import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { baselineText } from '../../src/pricing/baseline/baseline-text.ts'
import type { PriceList } from '../../src/pricing/index.ts'

const FILE = new URL('../../src/pricing/baseline/genai-prices.json', import.meta.url)
const text = readFileSync(FILE, 'utf8')
const { prices, source } = JSON.parse(text) as PriceList

const line = (provider: string, model: string) => prices.filter((p) => p.provider === provider && p.model === model)

test('the baseline file is what the installed package says, byte for byte', async () => {
  expect(text).toBe(await baselineText())
})

test('the baseline names the version of the package that is installed', () => {
  const manifest = new URL('../../node_modules/@pydantic/genai-prices/package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  expect(source).toBe(`genai-prices ${version}`)
})

test('every price is one line and every figure a plain decimal that a rate per token holds exactly', () => {
  expect(text.trimEnd().split('\n')).toHaveLength(prices.length + 2)
  const figures = text.match(/"(input|output|cacheRead|cacheWrite5m|cacheWrite1h|webSearch)":"[^"]*"/g) ?? []
  expect(figures.length).toBeGreaterThan(3000)
  expect(figures.filter((figure) => !/:"\d+(\.\d{1,12})?"$/.test(figure))).toEqual([])
})

test('a price change is two dated lines', () => {
  expect(line('openai', 'o3').map((p) => [p.from, p.input, p.output])).toEqual([
    [undefined, '10', '40'],
    ['2025-06-10', '2', '8'],
  ])
})

test('a tier keeps the base price of a class that has no tier of its own', () => {
  expect(line('openrouter', 'x-ai/grok-4-fast')[0]?.tiers).toEqual([
    { promptOver: 128000, input: '0.4', output: '1', cacheRead: '0.05' },
  ])
})

test('only whole names become aliases, never a prefix or a pattern', () => {
  expect(line('openai', 'gpt-5-nano')[0]?.aliases).toBeUndefined()
  expect(line('openai', 'gpt-5-mini')[0]?.aliases).toEqual(['gpt-5-mini-2025-08-07'])
  expect(line('anthropic', 'claude-sonnet-5')[0]?.aliases).toBeUndefined()
})

test('where the price depends on the hour the one of most hours is taken and marked', () => {
  expect(line('deepseek', 'deepseek-chat')).toMatchObject([{ input: '0.27', output: '1.1', byHour: true }])
  expect(line('deepseek', 'deepseek-v4-pro')).toMatchObject([
    { input: '0.435', output: '0.87' },
    { from: '2026-08-17', input: '0.66', output: '1.98', byHour: true },
  ])
})

test('a model without a price, without output or with charges beyond tokens is left out', () => {
  expect(line('github-copilot', 'gpt-4.1')).toEqual([])
  expect(line('openai', 'text-embedding-3-large')).toEqual([])
  expect(line('perplexity', 'sonar-pro')).toEqual([])
})

test('figures that carry binary noise in the package are cleaned to what a rate can hold', () => {
  expect(line('huggingface_together', 'Qwen/Qwen3-VL-8B-Instruct')[0]?.input).toBe('0.18')
  expect(line('openrouter', 'google/gemini-3-flash-preview')[0]?.cacheWrite5m).toBe('0.083333333333')
})
