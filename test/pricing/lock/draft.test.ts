import { expect, test } from 'vitest'
import { createDraft } from '../../../src/pricing/lock/draft.ts'
import { keyOf } from '../../../src/pricing/lock/order.ts'
import type { PriceChange } from '../../../src/pricing/lock/types.ts'
import { priced, synced } from './locks.ts'

test('what is undone is as it was, whether or not it was there before', () => {
  const lock = synced(['2026-01-01', priced('openai/gpt-9 2/8')])
  const [line] = lock.prices
  const draft = createDraft(lock, '2026-02-01')
  const change = {} as PriceChange
  const keyFor = (model: string): string => keyOf({ provider: 'openai', model })
  const key = keyFor('gpt-9')
  expect(draft.linesOf(key)).toEqual([line])
  draft.put(key, [{ ...line!, input: '3' }], change)
  draft.put(keyFor('gpt-8'), [{ ...line!, model: 'gpt-8' }], change)
  draft.put(keyFor('gpt-7'), [{ ...line!, model: 'gpt-7' }], change)
  draft.undo(key)
  draft.undo(keyFor('gpt-8'))
  expect([draft.linesOf(key), draft.linesOf(keyFor('gpt-8'))]).toEqual([[line], []])
  expect([...draft.changes.keys()]).toEqual([keyFor('gpt-7')])
  expect(draft.lock().prices.map(({ model, input }) => `${model} ${input}`)).toEqual(['gpt-7 2', 'gpt-9 2'])
})
