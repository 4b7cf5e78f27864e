import { expect, it } from 'vitest'
import { applyChange } from '../../../src/agents/copilot/mutation-log.ts'

it.each([
  ['replaces all', { a: 1 }, { kind: 0, v: { b: 2 } }, { b: 2 }],
  ['sets a value', { a: { b: 1 } }, { kind: 1, k: ['a', 'b'], v: 2 }, { a: { b: 2 } }],
  ['sets an item', { a: [1, 2] }, { kind: 1, k: ['a', 1], v: 3 }, { a: [1, 3] }],
  ['sets all', { a: 1 }, { kind: 1, k: [], v: { b: 2 } }, { b: 2 }],
  ['makes what is not there', {}, { kind: 1, k: ['a', 0, 'b'], v: 1 }, { a: [{ b: 1 }] }],
  ['adds to a list', { a: [1] }, { kind: 2, k: ['a'], v: [2, 3] }, { a: [1, 2, 3] }],
  ['makes a list', {}, { kind: 2, k: ['a'], v: [1] }, { a: [1] }],
  ['cuts a list', { a: [1, 2, 3] }, { kind: 2, k: ['a'], i: 1 }, { a: [1] }],
  ['cuts a list before it adds', { a: [1, 2, 3] }, { kind: 2, k: ['a'], i: 1, v: [9] }, { a: [1, 9] }],
  ['makes no list longer than it is', { a: [1] }, { kind: 2, k: ['a'], i: 1e9, v: [9] }, { a: [1, 9] }],
  ['cuts no list to less than nothing', { a: [1] }, { kind: 2, k: ['a'], i: -1, v: [9] }, { a: [1, 9] }],
  ['cuts no list in an item', { a: [1, 2] }, { kind: 2, k: ['a'], i: 0.5, v: [9] }, { a: [1, 2, 9] }],
  ['sets nothing before a list', { a: [1] }, { kind: 1, k: ['a', -1, 'b'], v: 2 }, { a: [1] }],
  ['deletes', { a: 1, b: 2 }, { kind: 3, k: ['a'] }, { a: undefined, b: 2 }],
  ['leaves out what it does not know', { a: 1 }, { kind: 9, k: ['a'], v: 2 }, { a: 1 }],
  ['sets no item far behind the last', { a: [1] }, { kind: 1, k: ['a', 1e9], v: 2 }, { a: [1] }],
  ['sets no length', { a: [1, 2] }, { kind: 1, k: ['a', 'length'], v: 0 }, { a: [1, 2] }],
  ['sets nothing in a number', { a: 1 }, { kind: 1, k: ['a'], v: 2 }, { a: 2 }],
] as const)('%s (FORMATS 5.8)', (_, document, change, expected) => {
  expect(applyChange(structuredClone(document), change)).toEqual(expected)
})

it.each([[['__proto__', 'polluted']], [['constructor', 'prototype', 'polluted']], [['a', '__proto__', 'polluted']]])(
  'reaches no prototype by %j (FORMATS 5.8)',
  (k) => {
    for (const kind of [1, 2]) applyChange({ a: {} }, { kind, k, v: [1] })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  },
)
