import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RimuruError } from '../../../src/core/errors.ts'
import { PROVIDERS } from '../../../src/pricing/providers/list.ts'
import type { Fetched } from '../../../src/pricing/providers/provider.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { options } from './fetching.ts'
import { largeLitellm, largeModelsDev, largeOpenRouter } from './large.ts'
import { fixtureText } from './parsing.ts'

const PRICE = /^\d{1,12}(\.\d{1,60})?$/

const TABLE = JSON.stringify([
  { page: 'https://example.com', seen: '2026-10-01', via: 'us', prices: [{ model: 'm', input: '1', output: '2' }] },
])

const SAMPLES: Readonly<Record<string, string>> = {
  anthropic: TABLE,
  openai: TABLE,
  google: TABLE,
  openrouter: fixtureText('openrouter.json'),
  litellm: fixtureText('litellm.json'),
  'models-dev': fixtureText('models-dev.json'),
}

/** Prices that can be used, or the one error that says why there are none; anything else fails the test. */
async function readBy(name: string, text: string, folder: string): Promise<Fetched | RimuruError> {
  const provider = PROVIDERS.find((each) => each.name === name)!
  try {
    const fetched = await provider.fetch(options({ file: writeText(`${folder}/answer.json`, text) }))
    expect(fetched.entries.length).toBeGreaterThan(0)
    for (const { tiers = [], ...entry } of fetched.entries) {
      for (const { input, output, cacheRead = '0', cacheWrite5m = '0', cacheWrite1h = '0' } of [entry, ...tiers]) {
        for (const price of [input, output, cacheRead, cacheWrite5m, cacheWrite1h]) expect(price).toMatch(PRICE)
      }
      for (const { promptOver } of tiers) expect(Number.isSafeInteger(promptOver) && promptOver > 0).toBe(true)
      expect(['__proto__', ''].includes(entry.model)).toBe(false)
    }
    return fetched
  } catch (error) {
    if (!(error instanceof RimuruError)) throw error
    expect([error.code, error.message.startsWith(`${name}: the answer is `), error.message.length < 200]).toEqual([
      'E5001',
      true,
      true,
    ])
    return error
  }
}

const WRONG: readonly unknown[] = [
  null,
  true,
  [],
  {},
  '',
  'NaN',
  '-1',
  -1,
  1e308,
  5e-324,
  '1e400',
  ' ',
  '__proto__',
  ['1'],
]

/** The value at one place of a document replaced by another. */
function damaged(value: unknown, place: number, wrong: unknown): unknown {
  let at = 0
  const walk = (here: unknown): unknown => {
    at += 1
    if (at - 1 === place) return wrong
    if (Array.isArray(here)) return here.map(walk)
    if (typeof here !== 'object' || here === null) return here
    return Object.fromEntries(Object.entries(here).map(([key, each]) => [key, walk(each)]))
  }
  return walk(value)
}

describe.each(Object.keys(SAMPLES))('an answer of %s that is damaged', (name) => {
  const sample = SAMPLES[name]!

  it('is an error with one line, wherever it was cut', async () => {
    const folder = tempFolder()
    const end = sample.trimEnd().length
    const cut = fc.integer({ min: 0, max: end - 1 })
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        expect(await readBy(name, sample.slice(0, length), folder)).toBeInstanceOf(RimuruError)
      }),
      { numRuns: 60 },
    )
  })

  it('is read as far as it makes sense, whatever stands in the place of a value', async () => {
    const folder = tempFolder()
    const document: unknown = JSON.parse(sample)
    await fc.assert(
      fc.asyncProperty(fc.nat(600), fc.constantFrom(...WRONG), async (place, wrong) => {
        await readBy(name, JSON.stringify(damaged(document, place, wrong)), folder)
      }),
      { numRuns: 200 },
    )
  })

  it('is never more than an error, whatever it is', async () => {
    const folder = tempFolder()
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('', '<html></html>', '{}', '[]', 'null', '0', '"', '{"data": []}', '{"a": NaN}', '\0'),
      fc.constant('['.repeat(200_000)),
      fc.constant(`{"a": ${'{"models":'.repeat(50_000)}`),
      fc.constant('{"__proto__": {"models": {"polluted": {"cost": {"input": 1, "output": 1}}}}, "constructor": 1}'),
      fc.constant('"\\'.repeat(300_000)),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await readBy(name, text, folder)
        expect('models' in {}).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})

describe('lists as large as the real ones', () => {
  it('are read whole', async () => {
    const folder = tempFolder()
    const [litellm, modelsDev, openrouter] = [largeLitellm(), largeModelsDev(), largeOpenRouter()]
    expect([litellm.length > 1_600_000, modelsDev.length > 1_000_000, openrouter.length > 500_000]).toEqual([
      true,
      true,
      true,
    ])
    const counts = []
    for (const [name, text] of Object.entries({ litellm, 'models-dev': modelsDev, openrouter })) {
      const fetched = await readBy(name, text, folder)
      counts.push(fetched instanceof RimuruError ? fetched.message : [fetched.entries.length, fetched.skipped])
    }
    expect(counts).toEqual([
      [3500, [{ reason: 'not sold by text: embedding', count: 500 }]],
      [3000, []],
      [500, []],
    ])
  })
})
