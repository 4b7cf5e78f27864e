import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { growLog } from '../../bench/runner/growth.ts'
import type { Tokens } from '../../bench/generator/truth.ts'
import { jsonOf } from '../helpers/cli.ts'
import { homeWith } from '../helpers/homes.ts'
import type { Corpus } from '../../bench/runner/corpora.ts'
import { createMeasurer } from '../../bench/runner/measure.ts'
import { renderMarkdown, renderText } from '../../bench/runner/report.ts'
import type { Results } from '../../bench/runner/results.ts'
import { median, medians, ratios } from '../../bench/runner/statistics.ts'
import { judge } from '../../bench/runner/targets.ts'
import { disagreements, truthCounted } from '../../bench/runner/verify.ts'
import { emptyTruth } from '../../bench/generator/truth.ts'
import { parseSize } from '../../bench/sizes.ts'

describe('medians and ratios', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([10, 2, 4, 1])).toBe(3)
    expect(() => median([])).toThrow('no median')
  })

  it('takes the median of each figure on its own', () => {
    const samples = [
      { wall: 1, cpu: 9, peak: 5 },
      { wall: 2, cpu: 8, peak: 6 },
      { wall: 3, cpu: 7, peak: 4 },
    ]
    expect(medians(samples)).toEqual({ wall: 2, cpu: 8, peak: 5 })
  })

  it('divides figure by figure', () => {
    expect(ratios({ wall: 1, cpu: 3, peak: 10 }, { wall: 2, cpu: 2, peak: 5 })).toEqual({
      wall: 0.5,
      cpu: 1.5,
      peak: 2,
    })
  })
})

it('reads sizes in decimal units', () => {
  expect(parseSize('400MB')).toBe(400_000_000)
  expect(parseSize('2gb')).toBe(2_000_000_000)
  expect(() => parseSize('much')).toThrow('is no size')
})

it('names every total that is not the true one, and only those that the tool reports', () => {
  const truth = truthCounted({
    ...emptyTruth(),
    requests: 3,
    input_tokens: 10,
    cache_write_5m_tokens: 2,
    cache_write_1h_tokens: 3,
  })
  expect(disagreements('tool', { input_tokens: 10, cache_write_tokens: 5, total_tokens: 15 }, truth)).toEqual([])
  expect(disagreements('tool', { input_tokens: 11, output_tokens: undefined }, truth)).toEqual([
    'tool counts input_tokens 11, the truth is 10',
    'tool counts output_tokens undefined, the truth is 0',
  ])
})

describe('the targets', () => {
  it('are judged where there are figures, and not where there are none', () => {
    const verdicts = judge(results())
    expect(verdicts.find(({ what }) => what === 'dense-400MB cold wall / ccusage')).toMatchObject({
      value: 0.5,
      isMet: true,
    })
    expect(verdicts.find(({ what }) => what === 'dense-400MB cold cpu / ccusage')).toMatchObject({
      value: 1,
      isMet: false,
    })
    expect(verdicts.find(({ what }) => what === 'dense-400MB warm wall')).toMatchObject({ value: 0.2, isMet: false })
    expect(verdicts.some(({ what }) => what.includes('2GB'))).toBe(false)
  })

  it('stand in the rendered results, without any path of this machine', () => {
    const markdown = renderMarkdown(results())
    expect(markdown).toContain('| dense-400MB cold wall / ccusage | <= 0.85 x | 0.500 x | met |')
    expect(markdown).toContain('| dense-400MB | grown | rimuru | 0.500 | 0.600 | 100 |')
    expect(markdown).toContain('| dense-400MB | again | rimuru | 0.700 | 0.800 | 300 |')
    expect(markdown).toContain('| dense-400MB | grown | 0.25 | 0.20 | 1.00 |')
    expect(markdown).not.toMatch(/\/(secret|home|tmp|work)\//)
    expect(renderText(results())).toContain('dense-400MB')
  })
})

it('adds an answer to a log, and takes it back', async () => {
  const home = homeWith([{ time: '2026-10-01T10:00:00Z' }])
  const path = join(home, '.claude/projects/-work/session.jsonl')
  const asItIs = () => [readFileSync(path, 'utf8'), Math.round(statSync(path).mtimeMs)]
  const before = asItIs()
  const tokens = async () => (await jsonOf<{ totals: Tokens }>(['costs'], { home })).totals
  const { requests, input_tokens, output_tokens } = await tokens()
  {
    using growth = growLog(home)
    expect(await tokens()).toMatchObject({
      requests: requests + growth.tokens.requests,
      input_tokens: input_tokens + growth.tokens.input_tokens,
      output_tokens: output_tokens + growth.tokens.output_tokens,
    })
  }
  expect(asItIs()).toEqual(before)
})

it('measures what a child process took', () => {
  using measurer = createMeasurer()
  const script =
    'const until = performance.now() + 200; const held = Buffer.alloc(150e6, 1); while (performance.now() < until); console.log(held.length)'
  const taken = measurer.measure({ program: process.execPath, args: ['-e', script], env: {} })
  expect(taken.stdout).toBe('150000000\n')
  expect(taken.wall).toBeGreaterThan(0.2)
  expect(taken.cpu).toBeGreaterThan(0.1)
  expect(taken.peak).toBeGreaterThan(150e6)
  expect(() =>
    measurer.measure({ program: process.execPath, args: ['-e', 'console.error("no luck"); process.exit(3)'], env: {} }),
  ).toThrow(/exited with 3: no luck/)
})

function results(): Results {
  const truth = {
    kind: 'dense',
    size: 1,
    seed: 1,
    generator: '',
    agents: { claude: emptyTruth(), codex: emptyTruth() },
    totals: { ...emptyTruth(), bytes: 1e6 },
  }
  const corpus: Corpus = {
    name: 'dense-400MB',
    kind: 'dense',
    sizeName: '400MB',
    folder: '/secret/dense',
    home: '/secret/dense/home',
    truth,
    isNew: false,
  }
  const slow = { wall: 2, cpu: 3, peak: 100e6 }
  return {
    date: '2026-09-01',
    plugins: [],
    prices: [],
    stores: [],
    nightly: undefined,
    reprice: undefined,
    machine: { cores: 2, processor: 'test', memory: 2 ** 34, node: 'v24.0.0', duckdb: '1.5.5', ccusage: '20.0.24' },
    runs: 5,
    corpora: [
      {
        corpus,
        ccusage: { cold: slow, warm: slow, grown: slow },
        rimuru: {
          cold: { wall: 1, cpu: 3, peak: 2e8 },
          warm: { wall: 0.2, cpu: 0.1, peak: 1e8 },
          grown: { wall: 0.5, cpu: 0.6, peak: 1e8 },
        },
        again: { wall: 0.7, cpu: 0.8, peak: 3e8 },
        state: 1e4,
      },
    ],
    startUp: undefined,
  }
}
