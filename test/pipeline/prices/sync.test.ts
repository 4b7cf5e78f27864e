import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PRICE_PROVIDERS } from '../../../src/config/pricing-types.ts'
import { isIncomplete, isUnanswered, problemsOf, syncPrices } from '../../../src/pipeline/prices/sync.ts'
import type { SyncOptions } from '../../../src/pipeline/prices/sync.ts'
import { PROVIDERS } from '../../../src/pricing/providers/list.ts'
import type { ModelDocument } from '../../../src/reports/models-show.ts'
import { jsonOf } from '../../helpers/cli.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { litellmText } from '../../helpers/price-files.ts'
import { serve } from '../../pricing/providers/fetching.ts'

const LITELLM = '/BerriAI/litellm/main/model_prices_and_context_window.json'
const OPENROUTER = '/api/v1/models'

const ACME = litellmText({ 'openrouter/acme/coder': { input: 3, output: 9 }, 'acme/other': { input: 1, output: 2 } })

const openrouterText = (id: string, prompt: string): string =>
  JSON.stringify({
    data: [
      {
        id,
        name: id,
        context_length: 64_000,
        supported_parameters: ['tools', 'reasoning'],
        pricing: { prompt, completion: '0.000009' },
      },
    ],
  })

/** Addresses and what is answered there; anything else is not found. */
const answering = (bodies: Readonly<Record<string, string>>): Promise<string> =>
  serve((request, response) => {
    const body = bodies[request.url ?? '']
    response.writeHead(body === undefined ? 404 : 200, { etag: '"1"' }).end(body)
  })

function optionsFor(baseUrl: string, more: Partial<SyncOptions> = {}): SyncOptions {
  const folder = tempFolder()
  return {
    lockPath: join(folder, 'prices/prices.lock.json'),
    providers: ['openrouter', 'litellm'],
    env: { RIMURU_HOME: join(folder, 'state') },
    now: new Date('2026-11-21T10:00:00Z'),
    baseUrl,
    ...more,
  }
}

const lines = (path: string, model: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"model":"${model}"`))

it('may ask everybody that there is', () => {
  expect(PROVIDERS.map(({ name }) => name)).toEqual([...PRICE_PROVIDERS])
})

it('takes a model from the first in the order that lists it', async () => {
  const origin = await answering({ [LITELLM]: ACME, [OPENROUTER]: openrouterText('acme/coder', '0.000002') })
  const options = optionsFor(origin)
  const sync = await syncPrices(options)

  expect({ isNew: sync.isNew, changed: sync.changed, incomplete: isIncomplete(sync) }).toEqual({
    isNew: true,
    changed: true,
    incomplete: false,
  })
  expect(lines(options.lockPath, 'acme/coder')).toEqual([expect.stringContaining('"input":"2"')])
  expect(lines(options.lockPath, 'other')).toEqual([expect.stringContaining('"source":"litellm@2026-11-21"')])

  const reversed = await syncPrices({ ...optionsFor(origin), providers: ['litellm', 'openrouter'] })
  expect(reversed.lock.prices.find(({ model }) => model === 'acme/coder')).toMatchObject({ input: '3' })
})

it('keeps what somebody said who does not answer now, and says who it was', async () => {
  const options = optionsFor(
    await answering({ [LITELLM]: ACME, [OPENROUTER]: openrouterText('acme/coder', '0.000002') }),
  )
  await syncPrices(options)
  const before = readFileSync(options.lockPath, 'utf8')
  const broken = await answering({ [LITELLM]: ACME })
  const sync = await syncPrices({ ...options, baseUrl: broken, now: new Date('2026-11-22T10:00:00Z') })

  expect(problemsOf(sync)).toEqual([expect.stringMatching(/^openrouter: .* answered 404/)])
  expect({ incomplete: isIncomplete(sync), unanswered: isUnanswered(sync), changed: sync.changed }).toEqual({
    incomplete: true,
    unanswered: false,
    changed: false,
  })
  expect(readFileSync(options.lockPath, 'utf8')).toBe(before)
})

it('asks only whom it was told to, and lets nobody else take over their models', async () => {
  const options = optionsFor(
    await answering({ [LITELLM]: ACME, [OPENROUTER]: openrouterText('acme/coder', '0.000002') }),
  )
  await syncPrices(options)
  const sync = await syncPrices({ ...options, only: ['litellm'], now: new Date('2026-11-22T10:00:00Z') })

  expect(sync.asked.map(({ provider }) => provider.name)).toEqual(['litellm'])
  expect(sync.changes).toEqual([])
})

it('writes nothing where nobody answers, nor on a dry run', async () => {
  const nobody = optionsFor(await answering({}))
  const unanswered = await syncPrices(nobody)
  expect({ unanswered: isUnanswered(unanswered), written: existsSync(nobody.lockPath) }).toEqual({
    unanswered: true,
    written: false,
  })

  const dry = optionsFor(await answering({ [LITELLM]: ACME }), { only: ['litellm'], dryRun: true })
  expect(await syncPrices(dry)).toMatchObject({ changed: true })
  expect(existsSync(dry.lockPath)).toBe(false)
})

it('shows what each provider said last beside what counts here', async () => {
  const options = optionsFor(
    await answering({ [LITELLM]: ACME, [OPENROUTER]: openrouterText('acme/coder', '0.000002') }),
  )
  await syncPrices(options)
  const cwd = join(options.lockPath, '../..')
  const document = await jsonOf<ModelDocument>(['models', 'show', 'openrouter/acme/coder'], {
    cwd,
    state: String(options.env.RIMURU_HOME),
  })

  expect(document.listings).toMatchObject([{ provider: 'openrouter', model: 'acme/coder', context_window: 64_000 }])
  expect(
    document.answers.map(({ name, fetched_at: time, models }) => [name, time, models[0]!.prices[0]!.input]),
  ).toEqual([
    ['openrouter', '2026-11-21T10:00:00.000Z', '2'],
    ['litellm', '2026-11-21T10:00:00.000Z', '3'],
  ])
  expect(document.answers[0]!.models[0]).toMatchObject({ capabilities: ['reasoning', 'tools'] })
})
