import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ModelDocument } from '../../src/reports/models-show.ts'
import type { ModelsDocument } from '../../src/reports/models.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { SAMPLES, writeLog } from './logs.ts'

const sample = { env: { CLAUDE_CONFIG_DIR: join(SAMPLES, 'claude-code/2.1.329-subagent/claude') } }

it('lists the used models with their usage and the prices behind it', async () => {
  const { kind, models, totals } = await jsonOf<ModelsDocument>(['models', 'list'], sample)

  expect(kind).toBe('models')
  expect(models).toHaveLength(1)
  expect(models[0]).toMatchObject({ model: 'claude-sonnet-4-5', requests: 4, cost_usd: '0.01731', price: 'priced' })
  expect(models[0]!.context_window).toBeGreaterThan(100_000)
  expect(models[0]!.rates).toMatchObject([
    {
      entry: 'anthropic/claude-sonnet-4-5',
      requests: 4,
      input_per_mtok: '3',
      output_per_mtok: '15',
      cache_read_per_mtok: '0.3',
      cache_write_5m_per_mtok: '3.75',
      cache_write_1h_per_mtok: '6',
    },
  ])
  expect(totals).toMatchObject({ cost_usd: '0.01731' })
})

it('shows a model without a price as such, never as free', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z', model: 'claude-mystery-9', input: 10, output: 5 }])
  const { models } = await jsonOf<ModelsDocument>(['models'], { home })

  expect(models).toMatchObject([
    { model: 'claude-mystery-9', price: 'unpriced', unpriced_requests: 1, unpriced_tokens: 15, rates: [] },
  ])
  expect((await runCli(['models'], { home })).stdout).toContain('no price')
  expect((await runCli(['models', '--strict'], { home })).code).toBe(4)
})

it('tells no day of a price that is on no list', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z', model: 'coder-1', input: 10, output: 5 }])
  const overrides = [{ provider: 'acme', model: 'coder-1', input: 1, output: 2 }]
  writeText(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { overrides } }))

  const { models } = await jsonOf<ModelsDocument>(['models'], { home })
  expect(models[0]!.rates).toMatchObject([{ entry: 'acme/coder-1', source: 'config', price_date: null }])
  const { listings, usage } = await jsonOf<ModelDocument>(['models', 'show', 'coder-1'], { home })
  expect(listings).toMatchObject([{ prices: [{ source: 'config', price_date: null }] }])
  expect(usage).toMatchObject([{ rates: [{ price_date: null }] }])
  expect((await runCli(['models', 'show', 'coder-1'], { home })).stdout).toContain('web search not recorded (config)\n')
})

it('lists every model that has a price with --all', async () => {
  const { priced_models: priced = [] } = await jsonOf<ModelsDocument>(['models', '--all'])
  expect(priced.length).toBeGreaterThan(100)
  expect(priced.find(({ provider, model }) => provider === 'anthropic' && model === 'claude-sonnet-4-5')).toMatchObject(
    { input_per_mtok: '3' },
  )

  const some = await jsonOf<ModelsDocument>(['models', '--all', '--model', 'claude-sonnet-*'])
  expect(some.priced_models!.every(({ model }) => model.startsWith('claude-sonnet-'))).toBe(true)
})

it('shows the price history, tiers and source of one model, and what was used of it', async () => {
  const dated = await jsonOf<ModelDocument>(['models', 'show', 'openai/gpt-5.6-sol'])
  const [listing] = dated.listings
  expect(listing!.prices.length).toBeGreaterThan(1)
  expect(listing!.prices[0]).toMatchObject({
    from: null,
    input_per_mtok: '5',
    tiers: [{ prompt_over: 272_000, input_per_mtok: '10' }],
  })
  expect(listing!.prices[1]).toMatchObject({ from: '2026-08-21', input_per_mtok: '4', price_date: '2026-08-21' })

  // A dated name is priced, and shown, by the name that is listed.
  const used = await jsonOf<ModelDocument>(['models', 'show', 'Claude-Sonnet-4-5-20250929'], sample)
  expect(used.listings[0]).toMatchObject({ provider: 'anthropic', model: 'claude-sonnet-4-5' })
  expect(used.usage).toMatchObject([{ model: 'claude-sonnet-4-5', requests: 4 }])
})

it('shows what the tables of the makers say, the same whenever it is asked', async () => {
  const { answers } = await jsonOf<ModelDocument>(['models', 'show', 'claude-opus-4-6'])
  expect(answers).toMatchObject([
    { name: 'anthropic', official: true, url: null, fetched_at: null, models: [{ model: 'claude-opus-4-6' }] },
  ])
  expect(answers[0]!.models[0]!.prices.at(-1)).toMatchObject({ input: '5', output: '25' })
})

it('tells the prices that a provider gave by day and prompt size, and prints them in every format', async () => {
  const { stdout } = await runCli(['models', 'show', 'claude-sonnet-4-5'])
  const answers = stdout.slice(stdout.indexOf('What price providers said last'))
  expect(answers).toMatch(/claude-sonnet-4-5 +always +any other +3 +15 /)
  expect(answers).toMatch(/\n +over 200,000 +6 +22\.5 /)
  expect(answers).toMatch(/claude-sonnet-4-5 +2026-05-01 +any +3 +15 /)
  const csv = (await runCli(['models', 'show', 'anthropic/claude-sonnet-4-5', '--format', 'csv'])).stdout
  expect(csv.split('\r\n').map((line) => line.split(',').slice(0, 6).join(','))).toEqual([
    'provider,model,from,prompt_over,input_per_mtok,output_per_mtok',
    'anthropic,claude-sonnet-4-5,,,3,15',
    'anthropic,claude-sonnet-4-5,,200000,6,22.5',
    'anthropic,claude-sonnet-4-5,2026-05-01,,3,15',
    '',
  ])
})

it('asks whether another model was meant', async () => {
  const { code, stderr, stdout } = await runCli(['models', 'show', 'claude-sonet-4-5', '--json'], sample)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^error E6001: there is no model "claude-sonet-4-5", did you mean "claude-sonnet-4-5"\?/)
})
