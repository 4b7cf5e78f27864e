import { expect, it } from 'vitest'
import { bytesOf, newRepeats } from '../../src/warehouse/load/repeats.ts'

const TEXTS = Array.from({ length: 40_000 }, (_, i) => `msg_${i}`)

/** As they come: joined, each between two places. */
function repeatedIn(texts: readonly string[], repeats = newRepeats()): string[] {
  const bytes = bytesOf(texts.join(' '))
  let end = -1
  return texts.filter((text) => {
    const from = end + 1
    end = from + text.length
    return repeats.isRepeated(bytes, from, end)
  })
}

it('knows each text again, wherever it stands, also after it has grown', () => {
  const repeats = newRepeats()
  repeatedIn(TEXTS, repeats)
  expect(repeatedIn(TEXTS.toReversed(), repeats)).toEqual(TEXTS.toReversed())
})

it('takes hardly any text for another', () => {
  expect(repeatedIn(TEXTS).length).toBeLessThan(5)
})

it('knows texts of other scripts again', () => {
  expect(repeatedIn(['会話 1', '会話 2', 'a', '会話 1', '', 'a', ''])).toEqual(['会話 1', 'a', ''])
})
