import { describe, expect, it } from 'vitest'
import { PRICE_PROVIDERS } from '../../../src/config/pricing-types.ts'
import { builtinLists } from '../../../src/pricing/builtin-lists.ts'
import { termsText } from '../../../src/pricing/price-terms.ts'
import { anthropic } from '../../../src/pricing/providers/anthropic/index.ts'
import { google } from '../../../src/pricing/providers/google/index.ts'
import { PROVIDERS } from '../../../src/pricing/providers/list.ts'
import { openai } from '../../../src/pricing/providers/openai/index.ts'
import type { Fetched } from '../../../src/pricing/providers/provider.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { startReceiver } from '../../helpers/receivers.ts'
import { NOW, options } from './fetching.ts'
import { priceOf, pricesOf } from './parsing.ts'

const KEY = 'sk-secret-0123456789'

const tables = [anthropic, openai, google]

describe('a table of a maker', () => {
  it('has official prices, each with its page and the day it was seen', async () => {
    for (const provider of tables) {
      const { entries, skipped, notes, source, unchanged } = await provider.fetch(options())
      expect([skipped, unchanged, provider.official]).toEqual([[], false, true])
      expect(new Set(entries.map((entry) => entry.provider))).toEqual(new Set([provider.name]))
      for (const { note } of entries) expect(note).toMatch(/^https:\/\/\S+ as of 2026-\d\d-\d\d, by \S/)
      expect(source).toMatchObject({ file: `${provider.name}/table.json`, fetchedAt: NOW.toISOString() })
      expect(notes[0]).toMatch(/ has no interface for prices: these are from a table, seen (on|from) 2026-/)
      expect(notes[1]).toBe(`which models exist was not asked: ${provider.keyVariables.join(' or ')} is not set`)
    }
  })

  it('says what the lists that come with the program say', async () => {
    const listed = new Set(builtinLists().flatMap(({ prices }) => prices.map(keyOf)))
    for (const provider of tables) {
      const { entries } = await provider.fetch(options())
      expect(entries.map(keyOf).filter((key) => !listed.has(key))).toEqual([])
    }
  })

  it('has the figures of the catalogue, with fast modes and long prompts', async () => {
    const prices = await anthropic.fetch(options())
    const { note: _, ...haiku } = priceOf(prices, 'anthropic', 'claude-haiku-5-5')
    expect(haiku).toEqual({
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      input: '0.1',
      output: '0.5',
      cacheRead: '0.01',
      cacheWrite5m: '0.125',
      cacheWrite1h: '0.2',
      tiers: [
        {
          promptOver: 100_000,
          input: '0.5',
          output: '2.5',
          cacheRead: '0.05',
          cacheWrite5m: '0.625',
          cacheWrite1h: '1',
        },
      ],
    })
    expect(priceOf(prices, 'anthropic', 'claude-opus-4-7').fast).toMatchObject({ input: '30', cacheWrite1h: '60' })
    const sol = pricesOf(await openai.fetch(options()), 'openai', 'gpt-5.6-sol')
    expect(sol.map(({ from, input, output }) => [from, input, output])).toEqual([
      [undefined, '5', '30'],
      ['2026-08-21', '4', '20'],
    ])
  })

  it('may be kept by others: a price without a page or a day is not entered', async () => {
    const price = {
      model: 'm',
      input: '1',
      output: 2.5,
      fast: { times: 2 },
      tiers: [{ promptOver: 1000, input: '2', output: '5' }],
    }
    const page = 'https://example.com/pricing'
    const groups = [
      { page, seen: '2026-10-01', via: 'us', prices: [price, { ...price, model: 'n', input: 'free' }, { model: 'o' }] },
      { page, via: 'us', prices: [price, price] },
      { seen: '2026-10-01', via: 'us', prices: [price] },
      { page: 'on the phone', seen: '2026-10-01', via: 'us', prices: [price] },
      'and so on',
    ]
    const file = writeText(`${tempFolder()}/ours.json`, JSON.stringify(groups))
    const { entries, skipped, notes, source } = await anthropic.fetch(
      options({ file, env: { ANTHROPIC_API_KEY: KEY } }),
    )
    expect(entries).toEqual([
      {
        provider: 'anthropic',
        model: 'm',
        input: '1',
        output: '2.5',
        fast: { times: '2' },
        tiers: [{ promptOver: 1000, input: '2', output: '5' }],
        note: `${page} as of 2026-10-01, by us`,
      },
    ])
    expect(skipped).toEqual([
      { reason: 'a price without its page and day', count: 4 },
      { reason: 'a price that cannot be read', count: 1 },
      { reason: 'a price that is no number', count: 1 },
      { reason: 'no group of prices', count: 1 },
    ])
    expect(source.file).toBe('ours.json')
    expect(notes).toEqual(['Anthropic has no interface for prices: these are from a table, seen on 2026-10-01'])
  })
})

const keyOf = ({ provider, model, from, ...price }: Fetched['entries'][number]): string =>
  `${provider} ${model} ${from ?? ''} ${termsText(price)}`

describe('the models that exist', () => {
  it('are asked from Anthropic with a key, page by page', async () => {
    const first = [
      { type: 'model', id: 'claude-opus-5-5', display_name: 'Claude Opus 5.5', max_input_tokens: 1_000_000 },
    ]
    const second = [
      { type: 'model', id: 'claude-haiku-4-5-20251001' },
      { type: 'model', id: 'claude-next' },
      'nonsense',
    ]
    const { origin, received } = await startReceiver(
      { body: { data: first, has_more: true, last_id: 'claude-opus-5-5' } },
      { body: { data: second, has_more: false } },
    )
    const env = { ANTHROPIC_API_KEY: ` ${KEY}\n` }
    const fetched = await anthropic.fetch(options({ baseUrl: origin, env }))
    expect(received.map(({ url }) => url)).toEqual([
      '/v1/models?limit=1000',
      '/v1/models?limit=1000&after_id=claude-opus-5-5',
    ])
    expect(received[1]!.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' })
    expect(fetched.models).toEqual([
      { provider: 'anthropic', model: 'claude-opus-5-5', name: 'Claude Opus 5.5', contextWindow: 1_000_000 },
      { provider: 'anthropic', model: 'claude-haiku-4-5-20251001' },
      { provider: 'anthropic', model: 'claude-next' },
    ])
    expect(fetched.notes[1]).toBe(
      'Anthropic lists 3 models (asked with ANTHROPIC_API_KEY); not in the table: claude-next',
    )
    expect(JSON.stringify(fetched)).not.toContain(KEY)
  })

  it('have the context windows of the table with OpenAI, which tells none', async () => {
    const { origin, received } = await startReceiver({ body: { data: [{ id: 'gpt-5-mini', object: 'model' }, {}] } })
    const { models } = await openai.fetch(options({ baseUrl: origin, env: { OPENAI_API_KEY: KEY } }))
    expect(received[0]).toMatchObject({ url: '/v1/models', headers: { authorization: `Bearer ${KEY}` } })
    expect(models).toEqual([{ provider: 'openai', model: 'gpt-5-mini', contextWindow: 400_000 }])
  })

  it('of Google are those that write text, asked with either variable and never in an address', async () => {
    const models = [
      {
        name: 'models/gemini-9',
        displayName: 'Gemini 9',
        inputTokenLimit: 1_048_576,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ['generateContent'],
        thinking: true,
      },
      { name: 'models/text-embedding-9', supportedGenerationMethods: ['embedContent'] },
    ]
    const { origin, received } = await startReceiver(
      { body: { models, nextPageToken: 'more' } },
      { body: { models: [] } },
    )
    const fetched = await google.fetch(options({ baseUrl: origin, env: { GEMINI_API_KEY: '', GOOGLE_API_KEY: KEY } }))
    expect(received.map(({ url }) => url)).toEqual([
      '/v1beta/models?pageSize=1000',
      '/v1beta/models?pageSize=1000&pageToken=more',
    ])
    expect(received[0]!.headers['x-goog-api-key']).toBe(KEY)
    expect(fetched.models).toEqual([
      {
        provider: 'google',
        model: 'gemini-9',
        name: 'Gemini 9',
        contextWindow: 1_048_576,
        maxOutput: 65_536,
        capabilities: ['thinking'],
      },
    ])
    expect(fetched.notes[1]).toMatch(/asked with GOOGLE_API_KEY\); not in the table: gemini-9$/)
  })

  it('may stay unknown: the prices are there all the same, and the key is nowhere', async () => {
    const answers = [
      { status: 401, body: `{"error": "no such key: ${KEY}"}` },
      { body: '<html>' },
      { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
      { body: { models: [] } },
    ]
    const said: string[] = []
    for (const answer of answers) {
      const { origin } = await startReceiver(answer)
      const fetched = await anthropic.fetch(options({ baseUrl: origin, env: { ANTHROPIC_API_KEY: KEY } }))
      expect(fetched.entries.length).toBeGreaterThan(20)
      expect(JSON.stringify(fetched)).not.toContain(KEY)
      said.push(fetched.notes[1]!.replace(new URL(origin).host, 'HOST'))
    }
    const ending = '(asked with ANTHROPIC_API_KEY)'
    expect(said).toEqual([
      `which models exist is not known: HOST answered 401 ${ending}`,
      `which models exist is not known: HOST answered no list of models ${ending}`,
      `which models exist is not known: HOST answered 302 ${ending}`,
      `which models exist is not known: HOST answered no list of models ${ending}`,
    ])
  })

  it('are not asked with a key that cannot be sent', async () => {
    const { origin, received } = await startReceiver({ body: {} })
    const broken = 'sk-line\nbreak'
    const fetched = await anthropic.fetch(options({ baseUrl: origin, env: { ANTHROPIC_API_KEY: broken } }))
    expect([received.length, fetched.notes.length]).toEqual([0, 2])
    expect(JSON.stringify(fetched)).not.toContain('sk-line')
  })

  it('are not asked where nobody may be asked', async () => {
    const { origin, received } = await startReceiver({ body: { data: [] } })
    const { entries } = await anthropic.fetch(
      options({ baseUrl: origin, offline: true, env: { ANTHROPIC_API_KEY: KEY } }),
    )
    expect([entries.length > 20, received.length]).toEqual([true, 0])
  })
})

describe('the providers', () => {
  it('are those that a config may name, in the order in which they are asked', () => {
    expect(PROVIDERS.map(({ name }) => name)).toEqual([...PRICE_PROVIDERS])
  })
})
