import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SyncDocument } from '../../src/pipeline/prices/documents.ts'
import type { PricesDocument } from '../../src/pipeline/prices/overview.ts'
import type { VerifyDocument } from '../../src/pipeline/prices/verify.ts'
import type { CostsDocument } from '../../src/reports/costs.ts'
import type { PriceDocument } from '../../src/reports/price.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { fromLitellm } from '../helpers/price-files.ts'

const lockIn = (folder: string): string => join(folder, 'prices/prices.lock.json')

const linesOf = (folder: string, model: string): string[] =>
  readFileSync(lockIn(folder), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"model":"${model}"`))

describe('prices show', () => {
  it('says which prices count and whom a sync asks', async () => {
    const cwd = tempFolder()
    const before = await jsonOf<PricesDocument>(['prices'], { cwd })
    expect(before).toMatchObject({ kind: 'prices', lock: null, rules: { overrides: 0, aliases: 0, discounts: 0 } })
    expect(before.prices).toBeGreaterThan(1000)
    expect(before.providers.map(({ name }) => name)).toEqual([
      'anthropic',
      'openai',
      'google',
      'openrouter',
      'litellm',
      'models-dev',
    ])
    expect((await runCli(['prices'], { cwd })).stderr).toContain(`rimuru prices sync writes ${lockIn(cwd)}`)

    await runCli(['prices', 'sync', ...fromLitellm({ 'acme/coder': { input: 1, output: 2 } })], { cwd })
    const after = await jsonOf<PricesDocument>(['prices', 'show'], { cwd })
    expect(after).toMatchObject({ lock: lockIn(cwd), prices: before.prices + 1 })
    expect(after.sources.at(-1)).toMatchObject({ file: 'litellm.json', prices: 1 })
  })

  it('says what a model costs on a day, for every service and prompt size', async () => {
    const cut = await jsonOf<PriceDocument>(['prices', 'show', 'gpt-5.6-sol', '--at', '2026-08-20'])
    expect(cut).toMatchObject({ entry: 'openai/gpt-5.6-sol', at: '2026-08-20', from: null, until: '2026-08-20' })
    expect(cut.rates[0]).toMatchObject({ service: 'standard', prompt_up_to: 272_000, input_per_mtok: '5' })
    expect(cut.rates[1]).toMatchObject({ service: 'standard', prompt_over: 272_000, input_per_mtok: '10' })
    expect(cut.rates.find(({ service }) => service === 'batch, flex')).toMatchObject({ input_per_mtok: '2.5' })

    const later = await jsonOf<PriceDocument>(['prices', 'show', 'openai/gpt-5.6-sol', '--at', '20260821'])
    expect(later).toMatchObject({ from: '2026-08-21', until: null })
    expect(later.rates[0]).toMatchObject({ input_per_mtok: '4', price_date: '2026-08-21' })
  })

  it('rounds no price', async () => {
    const cwd = tempFolder()
    const exact = fromLitellm({ 'acme/exact': { input: 0.0609375, output: 1.23456789 } })
    await runCli(['prices', 'sync', ...exact], { cwd })
    expect((await runCli(['prices', 'show', 'exact'], { cwd })).stdout).toMatch(/ 0\.0609375 +1\.23456789 /)
  })

  it('names a seller in its argument, and the near name of a model that is not there', async () => {
    const { entry } = await jsonOf<PriceDocument>(['prices', 'show', 'github-copilot/gpt-5.4'])
    expect(entry).toBe('github-copilot/gpt-5.4')

    const { code, stderr } = await runCli(['prices', 'show', 'gpt-55'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error E6001: there is no model "gpt-55", did you mean "gpt-5.5"\?/)
  })

  it("asks for the seller where a name has a price with that one alone, such as a router's", async () => {
    const { code, stderr } = await runCli(['prices', 'show', 'auto'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error E6001: there is no model "auto", did you mean "cursor\/auto"\?/)
    expect((await runCli(['prices', 'show', 'cursor/auto'])).code).toBe(0)
  })
})

describe('prices sync', () => {
  const ACME = { 'acme/coder': { input: 1, output: 2 } }

  it('starts from the prices that come with the program, so that nothing is priced otherwise', async () => {
    const home = homeWith([
      { time: '2026-03-01T10:00:00Z', model: 'claude-sonnet-4-5' },
      { time: '2026-03-02T10:00:00Z', model: 'gpt-5.5' },
    ])
    const before = await jsonOf<CostsDocument>(['costs'], { home })
    const sync = await jsonOf<SyncDocument>(['prices', 'sync', ...fromLitellm(ACME)], { home })

    expect(sync).toMatchObject({ written: true, changes: [{ kind: 'new', provider: 'acme', model: 'coder' }] })
    expect(await jsonOf<CostsDocument>(['costs'], { home })).toEqual(before)
    expect(linesOf(home, 'coder')).toHaveLength(1)
  })

  it('starts a changed price on the day it was fetched, and leaves the file alone when nothing changes', async () => {
    const cwd = tempFolder()
    await runCli(['prices', 'sync', ...fromLitellm(ACME)], { cwd })
    const first = readFileSync(lockIn(cwd), 'utf8')
    const again = await jsonOf<SyncDocument>(['prices', 'sync', ...fromLitellm(ACME)], { cwd })
    expect(again).toMatchObject({ written: false, changes: [] })
    expect(readFileSync(lockIn(cwd), 'utf8')).toBe(first)

    const today = new Date().toISOString().slice(0, 10)
    const cheaper = fromLitellm({ 'acme/coder': { input: 0.5, output: 2 } })
    const dry = await runCli(['prices', 'sync', '--dry-run', ...cheaper], { cwd })
    expect(dry.stdout).toMatch(/changed +acme\/coder +input 1 → 0\.5 /)
    expect(dry.stdout).toContain(`0 new prices, 1 changed; nothing was written to ${lockIn(cwd)}`)
    expect(readFileSync(lockIn(cwd), 'utf8')).toBe(first)

    const { stdout, code } = await runCli(['prices', 'sync', ...cheaper], { cwd })
    expect({ code, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: `0 new prices, 1 changed, written to ${lockIn(cwd)}`,
    })
    expect(linesOf(cwd, 'coder').map((line) => /"valid_from":"(.*?)"/.exec(line)?.[1])).toEqual([undefined, today])
    const { rates } = await jsonOf<PriceDocument>(['prices', 'show', 'acme/coder', '--at', '2026-01-01'], { cwd })
    expect(rates[0]).toMatchObject({ input_per_mtok: '1' })
  })

  it('prints what it changes in the format that it is asked for', async () => {
    const sync = ['prices', 'sync', ...fromLitellm({ 'openai/gpt-7': { input: 1, output: 2 } }), '--dry-run']
    const { stdout } = await runCli([...sync, '--format', 'csv'])
    const source = /litellm@\d{4}-\d\d-\d\d\r\n$/
    expect(stdout.replace(source, 'litellm\r\n')).toBe(
      'kind,provider,model,usd_per_mtok,valid_from,source\r\nnew,openai,gpt-7,"input 1, output 2",,litellm\r\n',
    )
    expect((await runCli([...sync, '--format', 'md'])).stdout).toMatch(/^\| kind \|/)
    expect(JSON.parse((await runCli([...sync, '--format', 'ndjson'])).stdout)).toMatchObject({ model: 'gpt-7' })
  })

  it('does not take an absurd price before somebody has looked at it', async () => {
    const cwd = tempFolder()
    await runCli(['prices', 'sync', ...fromLitellm(ACME)], { cwd })
    const dear = fromLitellm({ 'acme/coder': { input: 10, output: 2 } })

    const refused = await runCli(['prices', 'sync', ...dear], { cwd })
    expect(refused.code).toBe(5)
    expect(refused.stdout).toContain(
      'acme/coder from litellm: input went up from 1 to 10; after a look: --accept acme/coder',
    )
    expect(linesOf(cwd, 'coder')).toHaveLength(1)

    expect((await runCli(['prices', 'sync', '--accept', 'other', ...dear], { cwd })).code).toBe(5)
    expect((await runCli(['prices', 'sync', '--accept', 'coder', '--dry-run', ...dear], { cwd })).code).toBe(0)
    expect((await runCli(['prices', 'sync', ...dear, '--accept'], { cwd })).code).toBe(0)
    expect(linesOf(cwd, 'coder')).toHaveLength(2)
  })

  it('changes nothing and exits 1 where nobody gave an answer that makes sense', async () => {
    const cwd = tempFolder()
    const page = writeText(join(cwd, 'page.html'), '<!doctype html><title>503</title>')
    const { code, stdout } = await runCli(['prices', 'sync', '--provider', 'models-dev', '--from', page], { cwd })

    expect(code).toBe(1)
    expect(stdout).toMatch(/^models-dev +no answer: the answer is /)
    expect(existsSync(lockIn(cwd))).toBe(false)
  })

  it('writes the lock that the config names', async () => {
    const cwd = tempFolder()
    writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { lock: 'team/p.json' } }))
    const { lock } = await jsonOf<SyncDocument>(['prices', 'sync', ...fromLitellm(ACME)], { cwd })
    expect(lock).toBe(join(cwd, 'team/p.json'))
    expect(existsSync(lock)).toBe(true)
  })

  it.each([
    [['--provider', 'lite-llm'], '--provider does not know "lite-llm", did you mean "litellm"?'],
    [['--from', 'a.json'], '--from needs to know whose answer the file holds'],
    [['--from', 'a.json', '--provider', 'openai,google'], '--from needs to know whose answer the file holds'],
    [['--offline'], 'a sync asks over the network, which --offline forbids'],
    [['everything'], '"everything" is one word too many'],
  ])('%j is a mistake', async (flags, message) => {
    const { code, stderr } = await runCli(['prices', 'sync', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(`error E7001: ${message}`)
  })
})

describe('prices verify', () => {
  it('finds nothing wrong in a lock that a sync wrote', async () => {
    const cwd = tempFolder()
    await runCli(['prices', 'sync', ...fromLitellm({ 'openai/gpt-7': { input: 1, output: 2 } })], { cwd })
    const { ok, problems } = await jsonOf<VerifyDocument>(['prices', 'verify'], { cwd })
    expect({ ok, errors: problems.filter(({ level }) => level === 'error') }).toEqual({ ok: true, errors: [] })
  })

  it('says what is wrong, where every report says so too', async () => {
    const cwd = tempFolder()
    await runCli(['prices', 'sync', ...fromLitellm({ 'openai/gpt-7': { input: 1, output: 2 } })], { cwd })
    const path = lockIn(cwd)
    writeText(path, readFileSync(path, 'utf8').replace('"model":"gpt-7","input":"1"', '"model":"gpt-7","input":"one"'))

    const verified = await runCli(['prices', 'verify'], { cwd })
    expect(verified.code).toBe(1)
    expect(verified.stdout).toMatch(/error +.*gpt-7: input is not a figure: "one"/)
    const costs = await runCli(['costs'], { cwd })
    expect(costs.code).toBe(2)
    expect(costs.stderr).toMatch(/^error E5002: .*gpt-7: input is not a figure: "one"/)
    const doctor = await runCli(['doctor'], { cwd })
    expect(doctor.stdout).toMatch(/fail +lock +.*gpt-7: input is not a figure: "one"/)
    expect(doctor.stdout).toMatch(/ok +list/)
  })

  it('says the same as every report of a lock that cannot be read', async () => {
    const cwd = tempFolder()
    writeText(join(lockIn(cwd), 'a-folder'), '')
    const expected = /^error E5002: the price lock cannot be read: .*prices\.lock\.json\)\n {2}it has to be a file/
    for (const args of [['costs'], ['prices', 'verify'], ['prices', 'sync', '--provider', 'anthropic']]) {
      const { code, stderr, stdout } = await runCli(args, { cwd })
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)])
    }
  })

  it('says where there is no lock, and which alias leads nowhere', async () => {
    const cwd = tempFolder()
    const config = { version: 1, pricing: { aliases: { mine: 'gpt-99', yours: 'gpt-5.5' } } }
    writeText(join(cwd, 'rimuru.config.json'), JSON.stringify(config))
    const none = await runCli(['prices', 'verify'], { cwd })
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toMatch(/^error E6001: there is no price lock/)

    await runCli(['prices', 'sync', ...fromLitellm({ 'openai/gpt-7': { input: 1, output: 2 } })], { cwd })
    const { problems } = await jsonOf<VerifyDocument>(['prices', 'verify'], { cwd })
    expect(problems.filter(({ where }) => where?.startsWith('pricing.aliases'))).toEqual([
      { level: 'note', where: 'pricing.aliases.mine', what: 'there is no price for gpt-99' },
    ])
  })
})

it('prices show has the hours of a price in every format', async () => {
  const cwd = tempFolder()
  const hours = [{ utc: '22:00-06:00', input: 1, output: 5 }]
  const overrides = [{ provider: 'acme', model: 'night-1', input: 3, output: 15, hours }]
  writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { overrides } }))
  const rowsIn = async (format: string): Promise<string[]> =>
    (await runCli(['prices', 'show', 'night-1', '--format', format], { cwd })).stdout.split(/\r?\n/)
  const [head, first] = await rowsIn('csv')
  expect(head).toMatch(/^service,.*,hours$/)
  expect(first).toMatch(/^standard,,,1,5,.*,Mon 00:00 – Mon 06:00$/)
  expect((await rowsIn('md'))[2]).toContain('Mon 00:00 – Mon 06:00')
})
