import { expect, test } from 'vitest'
import { baselineLock } from '../../../src/pricing/lock/baseline.ts'
import { lockText } from '../../../src/pricing/lock/text.ts'
import type { PriceLock } from '../../../src/pricing/lock/types.ts'
import { verify } from '../../../src/pricing/lock/verify.ts'
import { linesOf, priced, synced } from './locks.ts'

const SHA = 'ab'.repeat(32)
const ENTRIES = [priced('openai/gpt-9 2/8/0.20'), priced('openai/gpt-8 1/4')]

const withShas = ({ sources, prices }: PriceLock): PriceLock => ({
  sources: Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, { ...source, sha256: SHA }])),
  prices,
})

const text = lockText(withShas(synced(['2026-01-01', ...ENTRIES])))

const change = (from: string, to: string): string => {
  expect(text).toContain(from)
  return text.replace(from, to)
}

test('a lock as it was written has no problems', () => {
  expect(verify(text)).toEqual([])
  expect(verify(text, (sha) => (sha === SHA ? ENTRIES : null))).toEqual([])
})

test('what cannot be read is the one problem', () => {
  expect(verify('{')).toEqual([{ level: 'error', where: null, what: 'the price lock cannot be used: it is not JSON' }])
  expect(verify(change('"input":"1"', '"input":"x"'))).toMatchObject([
    { level: 'error', what: expect.stringContaining('openai/gpt-8') },
  ])
})

test('a figure that its source did not say is found as long as what was fetched is at hand', () => {
  const changed = change('"output":"4"', '"output":"3"')
  expect(verify(changed)).toEqual([])
  expect(verify(changed, (sha) => (sha === SHA ? ENTRIES : null))).toEqual([
    { level: 'error', where: 'openai/gpt-8', what: 'it is not what litellm@2026-01-01 said' },
  ])
})

test('a price that was copied from another model is what its source said of that one', () => {
  const fast = priced('openai/gpt-9 2/8', { fast: { times: '2.5' } })
  const lock = withShas(
    synced(['2026-01-01', fast], ['2026-02-01', priced('azure/gpt-9 3/9'), priced('openai/gpt-9-fast 6/21')]),
  )
  const known = [fast, priced('azure/gpt-9 3/9'), priced('openai/gpt-9-fast 6/21')]
  expect(lock.prices).toHaveLength(5)
  expect(verify(lockText(lock), () => known)).toEqual([])
  const changed = lockText(lock).replace('"input":"5"', '"input":"4"')
  expect(verify(changed, () => known)).toMatchObject([{ level: 'error', where: 'openai/gpt-9-fast' }])
})

test('so is the fast service of a price that was a copy itself', () => {
  const fast = priced('openai/gpt-9 2/8', { fast: { times: '2.5' } })
  const [azure, azureFast] = [priced('azure/gpt-9 3/9'), priced('azure/gpt-9-fast 6/21')]
  const lock = withShas(synced(['2026-01-01', fast], ['2026-02-01', azure], ['2026-03-01', azureFast]))

  expect(linesOf(lock).filter((line) => line.startsWith('azure/gpt-9-fast'))).toEqual([
    'azure/gpt-9-fast 5/20 as openai/gpt-9 fast litellm@2026-01-01',
    'azure/gpt-9-fast 2026-02-01 3/9 as azure/gpt-9 litellm@2026-02-01',
    'azure/gpt-9-fast 2026-03-01 6/21 litellm@2026-03-01',
  ])
  expect(verify(lockText(lock), () => [fast, azure, azureFast])).toEqual([])
})

test('what came with the program is always at hand', () => {
  const baseline = lockText(baselineLock())
  expect(verify(baseline).filter(({ level }) => level === 'error')).toEqual([])
  expect(verify(baseline.replace('"model":"claude-2","input":"8"', '"model":"claude-2","input":"7"'))).toContainEqual({
    level: 'error',
    where: 'anthropic/claude-2',
    what: 'it is not what genai-prices 0.1.8@2026-09-23 said',
  })
})

test.each([
  ['a hash that is none', change(SHA, 'abc'), 'error', 'litellm@2026-01-01', 'its sha256 is none: abc'],
  [
    'a time that is none',
    change('2026-01-01T03', 'yesterday'),
    'error',
    'litellm@2026-01-01',
    'its fetched_at is no time: yesterday:00:00.000Z',
  ],
  [
    'a seller under a name that nothing finds',
    change('"openai","model":"gpt-9"', '"vertex_ai","model":"gpt-9"'),
    'error',
    'vertex_ai',
    'no request finds this seller: here it is called google',
  ],
  [
    'sellers that nobody calls otherwise',
    change('"openai","model":"gpt-9"', '"zzz","model":"gpt-9"'),
    'note',
    null,
    'sellers known by this name alone: zzz',
  ],
  [
    'a gap before the first price',
    change('"model":"gpt-9",', '"model":"gpt-9","valid_from":"2026-01-01",'),
    'note',
    'openai/gpt-9 from 2026-01-01',
    'what it cost before is not known: this price holds for all earlier usage',
  ],
  [
    'a model in two spellings',
    change('"model":"gpt-9"', '"model":"gpt-9"').replace('gpt-8', 'GPT-9'),
    'error',
    'openai/gpt-9',
    'the same model is listed as GPT-9',
  ],
  ['another layout', `${text} `, 'note', null, 'it is not written as Rimuru writes it: the next sync rewrites it'],
])('%s is named', (_, content, level, where, what) => {
  expect(verify(content)).toEqual([{ level, where, what }])
})

test('a source that no price is from is named', () => {
  const lock = withShas(synced(['2026-01-01', ...ENTRIES]))
  const extra = {
    ...lock,
    sources: { ...lock.sources, 'x@2026-01-02': { fetched_at: '2026-01-02', sha256: SHA, models: 1 } },
  }
  expect(verify(lockText(extra))).toEqual([{ level: 'note', where: 'x@2026-01-02', what: 'no price is from it' }])
})
