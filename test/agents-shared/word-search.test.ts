import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdsWord, wordSearch } from '../../src/agents/_shared/jsonl.ts'

const WORDS = ['put_tokens"', '"modelUsage"', '"[Request interrupted by user', 'plain', '"x"']
const near = fc.constantFrom(
  '_tokens',
  'put_token',
  'put_tokens"',
  'Usage"',
  '"modelUsage"',
  '[Request',
  '"[Request interrupted by user',
  'plain',
  '"x"',
)
const text = fc.array(fc.oneof(near, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((pieces) => pieces.join(''))

test('finds a word where Buffer.indexOf finds it', () => {
  fc.assert(
    fc.property(text, fc.nat(40), fc.constantFrom(...WORDS), (content, start, word) => {
      const buffer = Buffer.from(content)
      const at = buffer.indexOf(word, start, 'latin1')
      expect(wordSearch(word)(buffer, start)).toBe(at === -1 ? Number.MAX_SAFE_INTEGER : at)
    }),
    { numRuns: 3000 },
  )
})

test('tells the lines of a chunk that hold one of the words', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (lines) => {
      const chunk = Buffer.from(lines.map((line) => `${line.replaceAll('\n', '')}\n`).join(''))
      const isWanted = holdsWord('put_tokens"', '"modelUsage"')
      for (let start = 0; start < chunk.length;) {
        const end = chunk.indexOf(10, start)
        const line = chunk.toString('utf8', start, end)
        expect(isWanted(chunk, start, end)).toBe(line.includes('put_tokens"') || line.includes('"modelUsage"'))
        start = end + 1
      }
    }),
    { numRuns: 2000 },
  )
})
