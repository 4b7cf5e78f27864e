import { expect, test } from 'vitest'
import { bookWith, sku, spans } from './book.ts'

const book = await bookWith({
  aliases: {
    'My-Deployment': 'claude-a-1',
    mini: 'azure/gpt-b',
    'claude-a-1': 'gpt-b',
    home: 'ollama/llama',
    nothing: 'no-such-model',
    constructor: 'gpt-b',
  },
})

test('a name is priced as the model that it stands for, and the rule says so', () => {
  const rates = book.ratesFor(sku('my-deployment'))

  expect(spans(rates)).toEqual(['..2026-03-01 4/20/0.4', '2026-03-01.. 2/10/0.2'])
  expect(rates[0]!.rule).toMatch(/^anthropic\/claude-a-1, standard.*; by the alias "my-deployment" of the config$/)
})

test('an alias may name the seller as well', () => {
  expect(spans(book.ratesFor(sku('mini')))).toEqual(['.. 3/9/0.3'])
  expect(spans(book.ratesFor(sku('mini', { provider: 'openai' })))).toEqual(['.. 3/9/0.3'])
})

test('an alias goes before a price of that name, and is followed once', () => {
  expect(spans(book.ratesFor(sku('claude-a-1')))).toEqual(['.. 1/8/0.1'])
})

test('an alias of a local model costs nothing, one of an unknown model has no price', () => {
  expect(spans(book.ratesFor(sku('home')))).toEqual(['.. 0/0/0'])
  expect(book.ratesFor(sku('nothing'))).toEqual([])
})

test('names that objects have by themselves are names like any other', () => {
  expect(spans(book.ratesFor(sku('constructor')))).toEqual(['.. 1/8/0.1'])
  expect(book.ratesFor(sku('toString'))).toEqual([])
})

test('an alias holds for every spelling of its name, an exact one goes first', async () => {
  const spelled = await bookWith({
    aliases: { 'team-claude': 'claude-a-1', 'team-claude[beta]': 'gpt-b', 'claude-team': 'gpt-b', acme: 'gpt-b' },
  })
  const listed = ['..2026-03-01 4/20/0.4', '2026-03-01.. 2/10/0.2']

  expect(spans(spelled.ratesFor(sku('Team-Claude[1m]')))).toEqual(listed)
  expect(spelled.ratesFor(sku('Team-Claude[1m]'))[0]!.rule).toMatch(/; by the alias "team-claude" of the config$/)
  expect(spans(spelled.ratesFor(sku('litellm/team-claude-20260101')))).toEqual(listed)
  expect(spans(spelled.ratesFor(sku('team-claude[beta]')))).toEqual(['.. 1/8/0.1'])
  expect(spans(spelled.ratesFor(sku('claude-team-fast')))).toEqual(['.. 2/16/0.2'])
  expect(spelled.ratesFor(sku('acme-2'))).toEqual([])
})
