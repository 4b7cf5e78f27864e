import { expect, it } from 'vitest'
import { newRepeats } from '../../src/warehouse/load/repeats.ts'

const TEXTS = Array.from({ length: 40_000 }, (_, i) => `msg_${i}`)

it('knows each text again, also after it has grown', () => {
  const repeats = newRepeats()
  for (const text of TEXTS) repeats.isRepeated(text)
  expect(TEXTS.every((text) => repeats.isRepeated(text))).toBe(true)
})

it('takes hardly any text for another', () => {
  const repeats = newRepeats()
  expect(TEXTS.filter((text) => repeats.isRepeated(text)).length).toBeLessThan(5)
})
