import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT, exitCodeOf } from '../../../src/core/errors.ts'
import { loadPriceBook } from '../../../src/pricing/index.ts'
import { baselineLock } from '../../../src/pricing/lock/baseline.ts'
import { readLock, writeLock } from '../../../src/pricing/lock/file.ts'
import { parseLock } from '../../../src/pricing/lock/parse.ts'
import { lockText } from '../../../src/pricing/lock/text.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { book, sku } from '../book.ts'
import { priced, synced } from './locks.ts'

const lock = synced(
  [
    '2026-01-01',
    priced('openai/gpt-9 2/8/0.2', { aliases: ['gpt-nine'], contextWindow: 1000 }),
    priced('anthropic/claude-x 3/15'),
  ],
  ['2026-02-01', priced('openai/gpt-9 3/9/0.3', { tiers: [{ promptOver: 1000, input: '6', output: '18' }] })],
)

test('a lock is one line a price, sorted, and says where each is from', () => {
  expect(lockText(lock)).toBe(`{"schema_version":1,"unit":"USD per million tokens","sources":{
"litellm@2026-01-01":{"url":"https://litellm.example/prices","fetched_at":"2026-01-01T03:00:00.000Z","sha256":"litellm","models":2},
"litellm@2026-02-01":{"url":"https://litellm.example/prices","fetched_at":"2026-02-01T03:00:00.000Z","sha256":"litellm","models":1}
},"prices":[
{"provider":"anthropic","model":"claude-x","input":"3","output":"15","source":"litellm@2026-01-01"},
{"provider":"openai","model":"gpt-9","input":"2","output":"8","cacheRead":"0.2","aliases":["gpt-nine"],"contextWindow":1000,"source":"litellm@2026-01-01"},
{"provider":"openai","model":"gpt-9","valid_from":"2026-02-01","input":"3","output":"9","cacheRead":"0.3","tiers":[{"promptOver":1000,"input":"6","output":"18"}],"source":"litellm@2026-02-01"}
]}
`)
})

describe('the file', () => {
  test.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 of PowerShell', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ])('may be %s', (_, encoded) => {
    const path = join(tempFolder(), 'prices.lock.json')
    writeFileSync(path, encoded(lockText(lock)))
    expect(readLock(path)).toEqual(lock)
  })

  test('is written as a whole, with its folder, and read again as it was', () => {
    const path = join(tempFolder(), 'prices', 'prices.lock.json')
    expect(readLock(path)).toBeNull()
    writeLock(path, lock)
    expect(readLock(path)).toEqual(lock)
    expect(readdirSync(join(path, '..'))).toEqual(['prices.lock.json'])
  })

  test('is left alone where it says the same already', () => {
    const path = writeText(join(tempFolder(), 'prices.lock.json'), lockText(lock))
    const before = statSync(path)
    writeLock(path, { ...lock, prices: lock.prices.toReversed() })
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
    writeLock(path, { ...lock, prices: lock.prices.slice(1) })
    expect(readLock(path)?.prices).toHaveLength(2)
  })

  test('that cannot be written leaves the old one', () => {
    const path = writeText(join(tempFolder(), 'prices'), 'a file')
    expect(() => writeLock(join(path, 'prices.lock.json'), lock)).toThrow(/the price lock cannot be written/)
    expect(readFileSync(path, 'utf8')).toBe('a file')
  })
})

describe('a lock that is broken is one error, whichever of its lines is used', () => {
  const text = lockText(lock)
  const change = (from: string, to: string): string => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }
  const lines = text.split('\n')
  const swapped = [...lines.slice(0, 4), lines[5], lines[4], ...lines.slice(6)].join('\n')

  test.each([
    ['nothing', '', 'it is not JSON'],
    ['half of it', text.slice(0, 500), 'it is not JSON'],
    ['a merge conflict', `<<<<<<< ours\n${text}`, 'it holds a merge conflict'],
    ['something else', '[1]', 'it has schema version undefined, this Rimuru knows 1'],
    ['a newer one', change('"schema_version":1', '"schema_version":2'), 'it has schema version 2, this Rimuru knows 1'],
    ['no list', '{"schema_version":1,"sources":{},"prices":{}}', 'it has no prices'],
    ['no figure', change('"input":"2"', '"input":"free"'), 'openai/gpt-9: input is not a figure: "free"'],
    ['a number', change('"input":"2"', '"input":2'), 'openai/gpt-9: input is not a figure: 2'],
    [
      'a negative figure',
      change('"output":"9"', '"output":"-9"'),
      'openai/gpt-9 from 2026-02-01: output is not a figure: "-9"',
    ],
    ['no output', change('"output":"15",', ''), 'anthropic/claude-x: output is missing'],
    ['no model', change('"model":"claude-x"', '"name":"claude-x"'), 'price 1: model is missing'],
    [
      'no day',
      change('"valid_from":"2026-02-01"', '"valid_from":"2026-02-30"'),
      'openai/gpt-9 from 2026-02-30: valid_from is not a day: "2026-02-30"',
    ],
    [
      'a broken tier',
      change('"promptOver":1000,', ''),
      'openai/gpt-9 from 2026-02-01: promptOver is not a number of tokens: undefined',
    ],
    [
      'a figure of a tier',
      change('"input":"6"', '"input":"six"'),
      'openai/gpt-9 from 2026-02-01: the tier over 1000: input is not a figure: "six"',
    ],
    [
      'an unknown source',
      change('"source":"litellm@2026-02-01"', '"source":"x@2026-02-01"'),
      'openai/gpt-9 from 2026-02-01: its source "x@2026-02-01" is not among the sources',
    ],
    ['a line twice', change(`${lines[5]}\n`, `${lines[5]}\n${lines[5]}\n`), 'openai/gpt-9 is there twice'],
    ['another order', swapped, 'anthropic/claude-x stands too late: the lines are sorted'],
  ])('%s', (_, content, problem) => {
    const path = join(tempFolder(), 'prices.lock.json')
    writeFileSync(path, content)
    let found: unknown
    try {
      readLock(path)
    } catch (error) {
      found = error
    }
    expect(found).toMatchObject({ code: 'E5002', message: `the price lock cannot be used: ${problem}`, where: path })
    expect(exitCodeOf(found)).toBe(EXIT.usage)
  })

  test('names from foreign data are only ever names', async () => {
    const strange = synced(['2026-01-01', priced('__proto__/constructor 1/2'), priced('openai/__proto__ 1/2')])
    const read = parseLock(lockText(strange), 'lock')
    expect(lockText(read)).toBe(lockText(strange))
    const { ratesFor } = await loadPriceBook({ lock: read })
    expect(ratesFor(sku('constructor', { provider: '__proto__' }))).toHaveLength(1)
    expect(ratesFor(sku('valueOf'))).toEqual([])
  })
})

describe('the prices that come with the program, as a lock', () => {
  const baseline = parseLock(lockText(baselineLock()), 'lock')

  test('cost the same to the last digit under every name, by the same rule, source and date', async () => {
    const locked = await loadPriceBook({ lock: baseline })
    const names = new Set(book.models().flatMap(({ model, aliases }) => [model, ...aliases]))
    expect(names.size).toBeGreaterThan(1500)
    const skus = [...names].flatMap((model) =>
      [null, 'anthropic', 'azure', 'openrouter', 'nobody'].flatMap((provider) =>
        (['standard', 'batch', 'priority'] as const).map((tier) => sku(model, { provider, tier, geo: 'us' })),
      ),
    )
    const unlike = skus.filter((each) => shown(locked.ratesFor(each)) !== shown(book.ratesFor(each)))
    expect(unlike).toEqual([])
    expect(locked.models()).toEqual(book.models())
  })

  test('have a version of their own that changes with every figure and nothing else', async () => {
    const versionOf = async (from: string, to: string): Promise<string> => {
      const text = lockText(baseline).replace(from, to)
      return (await loadPriceBook({ lock: parseLock(text, 'lock') })).version
    }
    const version = await versionOf('', '')
    expect(version).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(await versionOf('"contextWindow":200000', '"contextWindow":200001')).toBe(version)
    expect(await versionOf('"input":"8"', '"input":"9"')).not.toBe(version)
  })
})

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))
