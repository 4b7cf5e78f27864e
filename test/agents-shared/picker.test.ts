import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeOfIso } from '../../src/agents/_shared/iso-time.ts'
import { readLinesOf } from '../../src/agents/_shared/jsonl.ts'
import { Moment } from '../../src/agents/_shared/moment.ts'
import { createPicker, values } from '../../src/agents/_shared/kernel/picker.ts'
import type { Shape } from '../../src/agents/_shared/kernel/picker.ts'

const SHAPE: Shape = {
  fields: {
    at: 'time',
    ...values(['id', 'time', 'flag', 'list']),
    message: { fields: { ...values(['model', 'cost']), usage: { strict: true, fields: values(['input', 'output']) } } },
  },
}
const picker = createPicker(SHAPE)

/** The row of one line, or null. */
function read(text: string | Buffer, by = picker): unknown {
  let found: unknown = null
  let isWhole = true
  readLinesOf(Buffer.concat([Buffer.from(text as string), Buffer.from('\n')]), 0, {
    picker: by,
    row: (row) => void (found = row),
    bad: () => void (isWhole = false),
  })
  return isWhole ? found : null
}

/** The wanted fields of a row, as plain values: a row is a view that the next one changes. */
function wanted(row: unknown, shape: Shape = SHAPE): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row
  const source = row as Record<string, unknown>
  const entries = Object.entries(shape.fields).map(([name, inner]) => [
    name,
    typeof inner === 'object' && inner !== null && 'fields' in inner
      ? wanted(source[name], inner)
      : plain(source[name]),
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

const plain = (value: unknown): unknown => (value instanceof Moment ? new Date(value.ms).toISOString() : value)

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const name = fc.constantFrom(
  'id',
  'at',
  'time',
  'flag',
  'list',
  'message',
  'model',
  'cost',
  'usage',
  'input',
  'output',
  'other',
  '__proto__',
)
const { tree } = fc.letrec<{ tree: unknown; object: object }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('claude-sonnet-4-5', '"usage":{"input":5}', 'a\\b\n\t/é漢😀'),
    fc.array(tie('tree'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, tie('tree')), { maxLength: 6 })
    .map((pairs) =>
      pairs.reduce(
        (object, [key, value]) =>
          Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true }),
        {},
      ),
    ),
}))

test('a row has the wanted fields that JSON.parse gives, whatever stands beside them', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent).replaceAll('\n', ' ')
      expect(wanted(read(text))).toEqual(wanted(parsed(text)))
    }),
    { numRuns: 2000 },
  )
})

test('a text that is cut or changed anywhere is a row exactly when it is still an object', () => {
  const text =
    '{"id":"a\\u00e9","message":{"usage":{"input":12,"output":-3.5e2},"model":"m"},"flag":true,"list":[1,{"x":null}]}'
  for (let at = 0; at < text.length; at += 1) {
    for (const odd of ['', ',', '"', '}', '0', ' ', '\u0001', '\\', 'e']) {
      const broken = text.slice(0, at) + odd + text.slice(at + 1)
      expect([broken, wanted(read(broken))]).toEqual([broken, wanted(parsed(broken))])
    }
    const cut = text.slice(0, at)
    expect([cut, read(cut)]).toEqual([cut, null])
  }
})

test.each([
  '{"id":1,"id":2}',
  '{"message":{"usage":{"input":5}},"message":{"model":"x"}}',
  '{"message":{"usage":{"input":5}},"message":null}',
  '{"message":{"usage":{"input":5,"unknown":7}}}',
  '{"\\u0069d":"escaped key"}',
  '{"id":1e400,"time":-0,"flag":123456789012345678}',
  '{}',
  '[]',
  '"id"',
  '',
])('%s is read as JSON.parse reads it', (text) => {
  expect(wanted(read(text))).toEqual(wanted(parsed(text)))
})

test('nothing of the row before shows in the next', () => {
  read('{"id":"long enough to matter","message":{"model":"m","usage":{"input":1}}}')

  expect(wanted(read('{"time":"t"}'))).toEqual({ time: 't' })
})

test('an object nested deeper than the kernel follows is parsed all the same', () => {
  const deep = `{"id":"x","list":${'['.repeat(300)}${']'.repeat(300)}}`

  expect(wanted(read(deep))).toEqual(wanted(parsed(deep)))
})

test('bad UTF-8 in a text becomes replacement characters', () => {
  const bytes = Buffer.concat([Buffer.from('{"id":"a'), Buffer.from([0xff, 0xfe]), Buffer.from('b","time":"t"}')])

  expect(wanted(read(bytes as unknown as string))).toEqual({ id: 'a\ufffd\ufffdb', time: 't' })
})

/** Another shape with the same names, which mean something else in it. */
const OTHER: Shape = {
  fields: {
    ...values(['model', 'input']),
    usage: { fields: values(['id', 'output']) },
    list: { strict: true, fields: { ...values(['id']), message: { fields: values(['id', 'model']) } } },
  },
}
const other = createPicker(OTHER)

/** With blanks before the colons of every other level, so that some keys are written as they usually are. */
function spaced(value: unknown, blank: string, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((each) => spaced(each, blank, depth)).join(`${blank},`)}]`
  const before = depth % 2 === 0 ? blank : ''
  const fields = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}${before}:${spaced(each, blank, depth + 1)}`,
  )
  return `{${fields.join(`,${blank}`)}${blank}}`
}

test('keys that are known from lines before mean what they mean where they stand now', () => {
  const line = fc.tuple(tree, fc.constantFrom('', ' ', '\t '), fc.boolean(), fc.integer({ min: -1, max: 400 }))
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 12 }), (lines) => {
      for (const [value, blank, isOther, cut] of lines) {
        const whole = spaced(value, blank)
        const text = (cut < 0 ? whole : whole.slice(0, cut) + whole.slice(cut + 1)).toWellFormed()
        const shape = isOther ? OTHER : SHAPE
        expect([text, wanted(read(text, isOther ? other : picker), shape)]).toEqual([text, wanted(parsed(text), shape)])
      }
    }),
    { numRuns: 3000 },
  )
})

test('more keys than are kept are read all the same', () => {
  for (let round = 0; round < 5; round += 1) {
    for (let i = 0; i < 1500; i += 1) {
      const text = `{"key ${i}":{"id":1,"a key of a good length ${i % 7}":[{"x${i}":2}]},"message":{"model":"m${i}","k${i}":{}},"id":${i}}`
      expect(wanted(read(text))).toEqual({ message: { model: `m${i}` }, id: i })
      expect(read(text.replace('[{', '[[{'))).toBeNull()
    }
  }
})

test.each([
  ['1970-01-01T00:00:00.000Z', 0],
  ['2026-11-20T17:53:14.104Z', Date.parse('2026-11-20T17:53:14.104Z')],
  ['2024-02-28T23:59:59.999Z', Date.parse('2024-02-28T23:59:59.999Z')],
  ['2000-12-30T10:10:10.010Z', Date.parse('2000-12-30T10:10:10.010Z')],
])('the time %s is read by the kernel', (text, ms) => {
  expect((read(`{"at":"${text}"}`) as { at: Moment }).at).toEqual(Object.assign(new Moment(), { ms }))
})

test('a time is the one of Date, and what is no usual time stays as it is', () => {
  const digit = fc.constantFrom('0', '1', '2', '3', '6', '9', 'a', '-', ' ')
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), fc.nat(23), digit, fc.boolean(), (date, place, other, isChanged) => {
      const iso = date.toISOString()
      const text = isChanged ? iso.slice(0, place) + other + iso.slice(place + 1) : iso
      const { at } = read(`{"at":"${text}"}`) as { at: unknown }
      if (at instanceof Moment) expect([text, at.ms]).toEqual([text, Date.parse(text)])
      else expect([at, timeOfIso(text)]).toEqual([text, null])
    }),
    { numRuns: 5000 },
  )
})

test.each(['"at":5', '"at":null', '"at":{"x":1}', '"at":[{"at":"2026-11-20T17:53:14.104Z"}]', '"at" :{"at":1}'])(
  'what stands in place of a time is what it is: %s',
  (field) => {
    expect(wanted(read(`{${field}}`))).toEqual(wanted(parsed(`{${field}}`)))
  },
)

test.each([
  '\\n',
  '\\t\\"',
  '\\\\',
  '\\\\\\"',
  '\\\\\\\\\\\\\\u00e9',
  '\\/\\b\\f\\r',
  '\\ud83d\\ude00',
  'é漢',
  '\\x',
  '\\\\\\',
  '\\u00g0',
  '\\u12',
  '\u0001',
  '\u007f',
  '"',
  '\\n'.repeat(70),
  '\\\\'.repeat(70),
  `${'\\\\'.repeat(70)}\\`,
])('of a text that nobody wants %j is right or wrong wherever it stands', (odd) => {
  for (let before = 0; before < 140; before += 1) {
    for (const behind of ['', 'y', 'z'.repeat(70)]) {
      const text = `{"other":"${'x'.repeat(before)}${odd}${behind}","id":${before}}`
      expect([text, wanted(read(text))]).toEqual([text, wanted(parsed(text))])
    }
  }
})
