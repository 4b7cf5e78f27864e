import { expect, test } from 'vitest'
import { saidOtherwise } from '../../../src/pricing/lock/otherwise.ts'
import { answer, EMPTY, priced, synced } from './locks.ts'

const TODAY = '2026-03-01'

const found = (...said: ReturnType<typeof priced>[]) => {
  const table = priced('openai/gpt-9 2/8/0.2')
  const lock = synced(['2026-01-01', table, priced('openai/gpt-8 1/4/0.1')])
  return saidOtherwise(lock, [answer('openai', [table])], [answer('litellm', said)], TODAY).map(
    ({ provider, current, said: other }) => [provider, current.model, current.input, other.input],
  )
}

test('a fetched list that names another figure than the table of a maker is told of', () => {
  expect(found(priced('openai/gpt-9 1.5/8/0.2'))).toEqual([['litellm', 'gpt-9', '2', '1.5']])
})

test('the same figures, however they are written, are not', () => {
  expect(found(priced('openai/gpt-9 2/8/0.2', { input: '2.0', cacheRead: '2e-1' }))).toEqual([])
})

test('neither are figures that only one of them names', () => {
  expect(found(priced('openai/gpt-9 2/8/0.2', { cacheWrite5m: '2.5' }))).toEqual([])
})

test('nor a price that is announced for later, nor a model that is in no table', () => {
  expect(found(priced('openai/gpt-9 1/8/0.2', { from: '2026-04-01' }), priced('openai/gpt-8 9/9/9'))).toEqual([])
})

test('without a lock there is nothing that counts', () => {
  const table = priced('openai/gpt-9 2/8/0.2')
  expect(saidOtherwise(EMPTY, [answer('openai', [table])], [answer('litellm', [table])], TODAY)).toEqual([])
})
