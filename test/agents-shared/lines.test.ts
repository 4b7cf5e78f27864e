import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdsWord, readLines } from '../../src/agents/_shared/jsonl.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const WORDS = ['_tokens"', 'lUsage"']

function linesOf(content: string | Buffer, words: readonly string[] = WORDS) {
  const path = writeText(join(tempFolder(), 'x.jsonl'), content)
  const wanted: string[] = []
  const bad: [number, string][] = []
  const end = readLines(path, 0, {
    words,
    isWanted: holdsWord(words.length === 0 ? WORDS : words),
    wanted: (buffer, from, to, offset) => wanted.push(`${offset}:${buffer.toString('utf8', from, to)}`),
    bad: (offset, detail) => bad.push([offset, detail]),
  })
  return { wanted, bad, ...end }
}

/** The same, read naively. */
function naively(content: string) {
  const wanted: string[] = []
  const bad: number[] = []
  let offset = 0
  for (const line of content.split('\n').slice(0, -1)) {
    const record = isObject(line)
    if (line.trim() !== '' && !record) bad.push(offset)
    else if (WORDS.some((word) => line.includes(word))) wanted.push(`${offset}:${line}`)
    offset += Buffer.byteLength(line) + 1
  }
  return { wanted, bad }
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const line = fc.oneof(
  fc.constantFrom(
    '{"usage":{"input_tokens":1}}',
    '{"x":"\\"input_tokens\\":1"}',
    '{"modelUsage":{}}',
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
  ),
  fc.integer({ min: 0, max: 200 }).map((length) => `{"pad":"${'x'.repeat(length)}"}`),
)

test.each([
  ['words', WORDS],
  ['every line', []],
] as const)('lines are told apart as a naive reader would, by %s', (_, words) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (list) => {
      const content = list.map((each) => `${each}\n`).join('')
      const found = linesOf(content, words)
      const expected = naively(content)
      expect(found.wanted).toEqual(expected.wanted)
      expect(found.bad.map(([offset]) => offset)).toEqual(expected.bad)
    }),
    { numRuns: 60 },
  )
})

test('more lines than the kernel lists at once are all read', () => {
  const content = '{"_tokens":1}\n'.repeat(20_000)

  expect(linesOf(content)).toMatchObject({ lines: 20_000, bad: [], readTo: content.length })
  expect(linesOf(content).wanted).toHaveLength(20_000)
})

test('a word that stands across two chunks is found', () => {
  const chunk = 1 << 20
  for (let shift = 0; shift < 12; shift += 1) {
    const first = `{"pad":"${'x'.repeat(chunk - 30 + shift)}","input_tokens":1}`
    expect(linesOf(`${first}\n{"a":1}\n`).wanted).toEqual([`0:${first}`])
  }
})

test('a broken line is known as such up to 16 KB, and by how it starts and ends beyond', () => {
  const short = `{"pad":"${'x'.repeat(16_000)}","a":tru}`
  const long = `{"pad":"${'x'.repeat(17_000)}","a":1`

  expect(linesOf(`${short}\n${long}\n`).bad).toEqual([
    [0, 'broken JSON'],
    [short.length + 1, 'broken JSON'],
  ])
})
