import { describe, expect, test } from 'vitest'
import { editDistance, suggest } from '../../src/core/suggest.ts'

describe('suggest', () => {
  test.each([
    ['codexx', 'codex'],
    ['cdoex', 'codex'],
    ['Codex', 'codex'],
    ['timeZone', 'timezone'],
    ['week-start', 'weekStart'],
    ['wekstrat', 'weekStart'],
  ])('takes %s for %s', (word, meant) => {
    expect(suggest(word, ['codex', 'timezone', 'weekStart'])).toBe(meant)
  })

  test.each(['banana', '', 'x', '__proto__', 'constructor', 'toString'])('finds nothing near %j', (word) => {
    expect(suggest(word, ['codex', 'timezone', 'a'])).toBeNull()
  })

  test('prefers the nearest candidate, and the first of equally near ones', () => {
    expect(suggest('hots', ['has', 'host', 'hosts'])).toBe('host')
    expect(suggest('bat', ['cat', 'hat'])).toBe('cat')
  })

  test('takes a part of a name for the only one that has it, if none is nearer', () => {
    expect(suggest('Claude', ['codex', 'claude-code'])).toBe('claude-code')
    expect(suggest('berlin', ['UTC', 'Europe/Berlin', 'Europe/Rome'])).toBe('Europe/Berlin')
    expect(suggest('daily', ['daily-report', 'daily-sums'])).toBeNull()
    expect(suggest('code', ['coder', 'claude-code'])).toBe('coder')
    expect(suggest('a', ['a-word'])).toBeNull()
  })

  test('has nothing to suggest without candidates', () => {
    expect(suggest('codex', [])).toBeNull()
  })

  test('answers a very long word at once', () => {
    expect(suggest('x'.repeat(5_000_000), ['codex'])).toBeNull()
  })
})

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'abx', 1],
    ['abc', 'acb', 1],
    ['abcd', 'badc', 2],
    ['kitten', 'sitting', 3],
  ])('from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })
})
