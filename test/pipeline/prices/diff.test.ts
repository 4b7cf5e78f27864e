import { expect, it } from 'vitest'
import { heldAt, lockChanges } from '../../../src/pipeline/prices/diff.ts'
import type { LockedPrice, PriceLock } from '../../../src/pricing/lock/types.ts'
import { bookWith, sku, spans } from '../../pricing/rules/book.ts'

const SOURCE = { file: 'f', fetched_at: '2026-11-01T00:00:00Z', sha256: '0'.repeat(64), models: 1 }

const lockOf = (...prices: readonly Partial<LockedPrice>[]): PriceLock => ({
  sources: { 'a@2026-11-01': SOURCE },
  prices: prices.map((price) => ({
    provider: 'acme',
    model: 'coder',
    input: '1',
    output: '2',
    source: 'a@2026-11-01',
    ...price,
  })),
})

it('compares what each lock says of a model at last', () => {
  const lock = lockOf({}, { valid_from: '2026-11-01', input: '3' }, { model: 'gone' }, { model: 'same', note: 'x' })
  const other = lockOf({ input: '3' }, { model: 'new' }, { model: 'same', input: '1.0' })
  const changed = lockOf({ input: '3.5' }, { model: 'new' }, { model: 'same' })

  expect(lockChanges(lock, other).map(({ kind, model }) => [kind, model])).toEqual([
    ['gone', 'gone'],
    ['new', 'new'],
  ])
  expect(
    lockChanges(lock, changed).map(({ kind, model, before, after }) => [kind, model, before?.input, after?.input]),
  ).toEqual([
    ['changed', 'coder', '3', '3.5'],
    ['gone', 'gone', '1', undefined],
    ['new', 'new', undefined, '1'],
  ])
  expect(lockChanges(lock, lock)).toEqual([])
})

it('takes what holds at a moment for all of time', async () => {
  const book = await bookWith({})
  expect(spans(heldAt(book, Date.parse('2026-02-28T23:59:59Z')).ratesFor(sku('claude-a-1')))).toEqual(['.. 4/20/0.4'])
  expect(spans(heldAt(book, Date.parse('2026-03-01')).ratesFor(sku('claude-a-1')))).toEqual(['.. 2/10/0.2'])
})
