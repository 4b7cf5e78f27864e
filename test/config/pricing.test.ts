import { expect, test } from 'vitest'
import { validateConfig } from '../../src/config/validate.ts'
import type { PricingConfig } from '../../src/index.ts'
import { problemOf } from './workspace.ts'

const validate = (pricing: unknown) =>
  validateConfig({ version: 1, pricing }, '/repo/rimuru.config.ts', { agentIds: [] }, { folder: '/repo', home: null })
const messageFor = async (pricing: unknown) => (await problemOf(() => validate(pricing))).message

const FULL: PricingConfig = {
  cost: 'calculate',
  lock: '/prices/lock.json',
  providers: ['litellm', 'openai'],
  aliases: { 'my-deployment': 'azure/gpt-5.5' },
  overrides: [
    {
      provider: 'acme',
      model: 'coder-1',
      from: '2026-10-01',
      input: 3,
      output: '15.000000001',
      cacheRead: 0,
      cacheWrite5m: 3.75,
      cacheWrite1h: 6,
      webSearch: '0.01',
      fast: { times: 6 },
      batch: { input: 1.5, output: 7.5 },
      flex: { times: '0.5' },
      tiers: [
        { promptOver: 200_000, input: 6, output: 22.5, fast: { times: 2 } },
        { promptOver: 500_000, input: 9, output: 30 },
      ],
      regions: { us: { times: 1.1 } },
      hours: [{ utc: '16:30-00:30', days: ['mon', 'sun'], input: 1 }],
    },
  ],
  discounts: [
    { provider: 'anthropic', percent: '12.5', from: '2026-01-01', until: '2026-12-31' },
    { provider: 'openai', percent: { input: 10, webSearch: 5 } },
  ],
  subscriptions: [{ name: 'Max', amount: 200, period: 'year', from: '2026-01-01', scope: { agents: ['codex'] } }],
}

test('every key of pricing is taken as it was written', () => {
  expect(validate(FULL).pricing).toEqual(FULL)
})

test('a relative lock starts at the config', () => {
  expect(validate({ lock: 'team/prices.json' }).pricing?.lock).toBe('/repo/team/prices.json')
})

const price = { provider: 'acme', model: 'coder-1', input: 1, output: 2 }

test('an alias may stand there in two spellings that mean the same', () => {
  const twice = { aliases: { 'Team-GPT': 'gpt-5.5', 'team-gpt': 'gpt-5.5' } }
  expect(validate(twice).pricing).toEqual(twice)
})

// docs/prices.md, "What the config may say": the night after Friday is 22:00-24:00 on fri and 00:00-02:00 on sat.
test('hours may go to the end of their day, and no further', async () => {
  const hours = (...utc: string[]) => ({
    overrides: [{ ...price, hours: utc.map((each) => ({ utc: each, input: 1 })) }],
  })
  const whole = hours('22:00-24:00', '00:00-24:00')
  expect(validate(whole).pricing).toEqual(whole)
  for (const beyond of ['22:00-24:01', '24:00-02:00', '22:00-25:00', '22:60-24:00'])
    expect(await messageFor(hours(beyond))).toContain('pricing.overrides[0].hours[0].utc: expected hours')
})

test('a discount may be none and all', () => {
  const ends = { discounts: [{ provider: 'openai', percent: { input: 0, output: '100' } }] }
  expect(validate(ends).pricing).toEqual(ends)
})

test('a price may be a million, a factor a hundred, and a subscription more', () => {
  const most = {
    overrides: [{ ...price, input: 1_000_000, fast: { times: '100' } }],
    subscriptions: [{ name: 'Company', amount: 2_000_000 }],
  }
  expect(validate(most).pricing).toEqual(most)
})

test.each([
  [{ provider: ['litellm'] }, 'pricing.provider: unknown key, did you mean "providers"?'],
  [
    { providers: ['lite-llm'] },
    'pricing.providers[0]: expected one of "anthropic", "openai", "google", "openrouter", "litellm", "models-dev", got "lite-llm", did you mean "litellm"?',
  ],
  [{ providers: ['openai', 'openai'] }, 'pricing.providers: a provider stands in it twice'],
  [{ aliases: { mine: '' } }, 'pricing.aliases.mine: expected a name, got an empty one'],
  [
    { aliases: { 'Team-GPT': 'gpt-5.5', 'team-gpt ': 'o3' } },
    'pricing.aliases: two of them are for one name in other letters, and say different models',
  ],
  [{ aliases: { '': 'x' } }, 'pricing.aliases[""]: expected a name that agents write, got an empty one'],
  [
    { overrides: [{ ...price, regions: { US: { times: 1 } } }] },
    'pricing.overrides[0].regions.US: expected a region in small letters, such as us or eu',
  ],
  [{ overrides: [{ ...price, ouput: 3 }] }, 'pricing.overrides[0].ouput: unknown key, did you mean "output"?'],
  [{ overrides: [{ ...price, output: undefined }] }, 'pricing.overrides[0].output: missing'],
  [
    { overrides: [{ ...price, input: '$3' }] },
    'pricing.overrides[0].input: expected a price in USD from 0 to 1000000, such as 3 or "0.25"',
  ],
  [
    { overrides: [{ ...price, input: -1 }] },
    'pricing.overrides[0].input: expected a price in USD from 0 to 1000000, such as 3 or "0.25"',
  ],
  [{ overrides: [{ ...price, from: '1.10.2026' }] }, 'pricing.overrides[0].from: expected a day as YYYY-MM-DD'],
  [
    { overrides: [price, { ...price, model: 'CODER-1' }] },
    'pricing.overrides: two of them are for one provider, model and day',
  ],
  [
    {
      overrides: [
        {
          ...price,
          tiers: [
            { promptOver: 2, input: 1, output: 1 },
            { promptOver: 2, input: 1, output: 1 },
          ],
        },
      ],
    },
    'pricing.overrides[0].tiers: expected sizes in rising order',
  ],
  [
    { overrides: [{ ...price, hours: [{ utc: '9-17', input: 1 }] }] },
    'pricing.overrides[0].hours[0].utc: expected hours such as "16:30-00:30"',
  ],
  [
    { overrides: [{ ...price, batch: { times: 0 } }] },
    'pricing.overrides[0].batch.times: expected a factor above 0 and up to 100, such as 0.5 or "1.1"',
  ],
  [
    { overrides: [{ ...price, fast: { times: 1000 } }] },
    'pricing.overrides[0].fast.times: expected a factor above 0 and up to 100, such as 0.5 or "1.1"',
  ],
  [
    { overrides: [{ ...price, cacheRead: 1e25 }] },
    'pricing.overrides[0].cacheRead: expected a price in USD from 0 to 1000000, such as 3 or "0.25"',
  ],
  [
    { overrides: [{ ...price, webSearch: '1000000.01' }] },
    'pricing.overrides[0].webSearch: expected a price in USD from 0 to 1000000, such as 3 or "0.25"',
  ],
  [
    { discounts: [{ provider: 'openai', percent: 101 }] },
    'pricing.discounts[0].percent: expected percent from 0 to 100, such as 15 or "12.5"',
  ],
  [
    { discounts: [{ provider: 'openai', percent: { inputs: 5 } }] },
    'pricing.discounts[0].percent.inputs: unknown key, did you mean "input"?',
  ],
  [
    { discounts: [{ provider: 'openai', percent: 5, from: '2026-02-01', until: '2026-01-01' }] },
    'pricing.discounts[0]: from is after until',
  ],
  [
    {
      subscriptions: [
        { name: 'Max', amount: 1 },
        { name: 'max', amount: 2 },
      ],
    },
    'pricing.subscriptions: two subscriptions have one name',
  ],
  [
    { subscriptions: [{ name: 'Max', amount: -1 }] },
    'pricing.subscriptions[0].amount: expected an amount in USD, such as 200 or "19.99"',
  ],
  [{ subscriptions: [{ name: 'Max' }] }, 'pricing.subscriptions[0].amount: missing'],
])('%j is refused', async (pricing, message) => {
  expect(await messageFor(pricing)).toBe(message)
})
