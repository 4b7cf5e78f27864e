import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isObject, objectIn } from '../../src/agents/_shared/json.ts'
import type { JsonObject } from '../../src/agents/_shared/json.ts'
import { readLines } from '../../src/agents/_shared/jsonl.ts'
import { createPicker, values } from '../../src/agents/_shared/kernel/picker.ts'
import { readMarks } from '../../src/agents/_shared/marks.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

/** Lines with a number, of two kinds and of what begins like a third. */
const KINDS = ['usage', 'état', 'session.*']
const picker = createPicker({
  fields: { kind: { among: KINDS }, ...values(['n']), in: { fields: { kind: { among: ['x'] } } } },
})

function linesOf(content: string | Buffer, isPicked = true) {
  const path = writeText(join(tempFolder(), 'x.jsonl'), content)
  const rows: string[] = []
  const bad: [number, string][] = []
  const end = readLines(path, 0, {
    ...(isPicked ? { picker } : {}),
    // Of lines that are parsed as a whole those come too that nobody wanted.
    row: (row, offset, buffer, from, to) => {
      if (isWanted(row)) rows.push(`${offset}:${Number(row.n)}:${buffer.toString('utf8', from, to)}`)
    },
    bad: (offset, detail) => bad.push([offset, detail]),
  })
  return { rows, bad, ...end }
}

/** The same, read naively. */
function naively(content: string) {
  const rows: string[] = []
  const bad: number[] = []
  let offset = 0
  for (const line of content.split('\n').slice(0, -1)) {
    const row = objectIn(line)
    if (row && isWanted(row)) rows.push(`${offset}:${Number(row.n)}:${line}`)
    if (!row && line.trim() !== '') bad.push(offset)
    offset += Buffer.byteLength(line) + 1
  }
  return { rows, bad }
}

const isWanted = ({ kind, in: inner }: JsonObject): boolean =>
  kind === 'usage' ||
  kind === 'état' ||
  (typeof kind === 'string' && kind.startsWith('session.')) ||
  (isObject(inner) && inner.kind === 'x')

const line = fc.oneof(
  fc.constantFrom(
    '{"kind":"usage","n":1}',
    '{"n":7,"kind":"usage"}',
    '{"kind":"état","n":2}',
    '{"kind":"session.start","n":3}',
    '{"kind":"session."}',
    '{"kind":"session"}',
    '{"kind":"Usage","n":4}',
    '{"kind":"usages"}',
    '{"in":{"kind":"x"},"n":5}',
    '{"in":{"kind":"usage"}}',
    '{"in":{"in":{"kind":"x"}}}',
    '{"list":[{"kind":"usage"}]}',
    '{"kind":5}',
    '{"kind":["usage"]}',
    '{"x":"\\"kind\\":\\"usage\\""}',
    '{"a":1}',
    '{"a":tru}',
    '{"a":1}}',
    '{"a":{"b":1}',
    '{not json}',
    'not json',
    '[1]',
    '12',
    '',
    '   ',
    '{}',
    '{"a":"é漢"}',
    '{"a":1}\r',
    '{"kind":"usage","n":6}\r',
    '{"kind" : "usage" }',
    '{"a":"tab\there"}',
  ),
  fc.integer({ min: 0, max: 200 }).map((length) => `{"pad":"${'x'.repeat(length)}"}`),
)

test.each([true, false])('lines are told apart as a naive reader would; picked: %s', (isPicked) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (list) => {
      const content = list.map((each) => `${each}\n`).join('')
      const found = linesOf(content, isPicked)
      const expected = naively(content)
      expect(found.rows.map(withoutReturn)).toEqual(expected.rows.map(withoutReturn))
      expect(found.bad.map(([offset]) => offset)).toEqual(expected.bad)
      expect(found.lines).toBe(list.filter((each) => each.trim() !== '').length)
    }),
    { numRuns: 200 },
  )
})

const withoutReturn = (row: string): string => row.replace(/\r$/, '')

test.each([
  ['a byte order mark', '\ufeff', []],
  ['NUL bytes', '\0\0\0', [[0, 'NUL bytes before the record']]],
  ['spaces', ' \t', []],
])('a line alone, without an end, is read after %s (FORMATS 1.3)', (_, before, bad) => {
  const content = `${before}{"kind":"usage","n":1}`
  const readTo = Buffer.byteLength(content)

  expect(linesOf(content)).toMatchObject({ rows: [expect.stringContaining('"n":1')], lines: 1, bad, readTo })
  expect(linesOf(`${before}{"kind":"usage"`)).toMatchObject({ rows: [], readTo: 0, tornTail: true })
})

test('thousands of lines in one chunk are all read', () => {
  const content = '{"kind":"usage","n":1}\n'.repeat(20_000)

  expect(linesOf(content)).toMatchObject({ lines: 20_000, bad: [], readTo: content.length })
  expect(linesOf(content).rows).toHaveLength(20_000)
})

test('a line that stands across two chunks is read once', () => {
  const chunk = 1 << 20
  for (let shift = 0; shift < 24; shift += 1) {
    const first = `{"pad":"${'x'.repeat(chunk - 30 + shift)}","kind":"usage","n":1}`
    const found = linesOf(`${first}\n{"a":1}\n`)
    expect(found.rows).toEqual([`0:1:${first}`])
    expect(found.lines).toBe(2)
  }
})

test('a line of many chunks is read once, and what is broken at its end is seen', () => {
  const long = 'x'.repeat(5 << 20)
  const content = [`{"pad":"${long}","kind":"usage","n":1}`, `{"pad":"${long}","n":tru}`, '{"kind":"usage","n":2}']

  const found = linesOf(content.map((each) => `${each}\n`).join(''))

  expect(found.rows.map((row) => row.replace(/"pad":"x+",/, ''))).toEqual([
    '0:1:{"kind":"usage","n":1}',
    `${content[0]!.length + content[1]!.length + 2}:2:{"kind":"usage","n":2}`,
  ])
  expect(found.bad).toEqual([[content[0]!.length + 1, 'broken JSON']])
})

test('a kind that is written with an escape is wanted all the same', () => {
  expect(linesOf('{"kind":"us\\u0061ge","n":1}\n{"\\u006bind":"usage","n":2}\n').rows).toEqual([
    '0:1:{"kind":"us\\u0061ge","n":1}',
    '28:2:{"\\u006bind":"usage","n":2}',
  ])
})

/** No two alike: bytes from elsewhere have other marks. */
const rows = (count: number): string => Array.from({ length: count }, (_, n) => `{"kind":"usage","n":${n}}\n`).join('')

test.each([
  ['nothing', ''],
  ['one line', rows(1)],
  ['some lines', rows(300)],
  ['a torn last line', `${rows(300)}{"kind":"us`],
  ['a last line without an end', `${rows(300)}{"kind":"usage"}`],
  ['a torn line alone', '{"kind":"us'],
  ['several chunks', rows(200_000)],
  ['a line of several chunks', `{"pad":"${'x'.repeat(3 << 20)}"}\n${rows(1)}`],
])('the marks of what was read are those of the file: %s', (_, content) => {
  const path = writeText(join(tempFolder(), 'x.jsonl'), content)
  const nobody = { picker, row: () => undefined, bad: () => undefined }
  const whole = readLines(path, 0, nobody)
  const halfway = content.indexOf('\n', content.length / 2) + 1

  expect(whole.marks).toEqual(readMarks(path, whole.readTo))
  expect(readLines(path, halfway, nobody)).toMatchObject({ readTo: whole.readTo, marks: whole.marks })
})
