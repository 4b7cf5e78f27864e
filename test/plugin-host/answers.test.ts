import { describe, expect, it } from 'vitest'
import { answerOf } from '../../src/plugin-host/answers.ts'
import type { CallName } from '../../src/plugin-sdk/messages.ts'

const answer = (name: CallName, body: unknown): unknown =>
  answerOf('made-up', name, { status: 200, headers: {}, body: JSON.stringify(body) }, (text) => text)

describe('what a notifier answers', () => {
  it.each([
    { delivered: true, detail: { a: 1 } },
    { delivered: true, detail: 42 },
    { delivered: false, detail: ['x'] },
    { delivered: true, id: {} },
    { delivered: false, unknown: 'yes' },
    { delivered: false, skipped: 1 },
  ])('is no answer where a field is not of its kind: %j', (body) => {
    expect(() => answer('notify', body)).toThrow('its answer to notify is not what it should be: {"delivered"')
  })

  it('may leave out every field but whether it was delivered, or say that there is none', () => {
    const none = { unknown: null, skipped: null, id: null, detail: null }
    expect(answer('notify', { delivered: true, ...none })).toMatchObject({ delivered: true, id: null, detail: null })
    expect(answer('notify/test', { delivered: false })).toEqual({ delivered: false })
  })

  it('is cut and cleaned before it is kept or printed', () => {
    const body = {
      delivered: false,
      detail: `\u001b[31m${'x'.repeat(100_000)}`,
      output: ['one\u001b[2J', 'two\u202eeno\u2028'],
    }
    const { detail, output } = answer('notify', body) as { detail: string; output: string[] }
    expect(detail).toMatch(/^ \[31mx{1995}$/)
    expect(output).toEqual(['one [2J', 'two\ufffdeno\ufffd'])
  })
})

it.each(['check', 'agent/scan', 'hook', 'view/render'] as const)(
  'an answer to %s may not be nested for ever',
  (name) => {
    let deep: unknown = null
    for (let i = 0; i < 65; i += 1) deep = [deep]
    expect(() => answer(name, deep)).toThrow(`plugin made-up: its answer to ${name} is nested more than 64 deep`)
  },
)

it('a cursor may be nested as deeply as anybody needs', () => {
  let cursor: unknown = null
  for (let i = 0; i < 63; i += 1) cursor = [cursor]
  expect(answer('agent/scan', { cursor, rows: 0, files: [], problems: [] })).toMatchObject({ rows: 0 })
})
