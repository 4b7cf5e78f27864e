import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFifo } from '../../src/plugin-sdk/fifo.ts'

it('gives back what it was given, in that order, whatever comes between', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.nat({ max: 60 }).map((count) => ['push', count] as const) },
    { weight: 5, arbitrary: fc.nat({ max: 60 }).map((count) => ['shift', count] as const) },
    { weight: 1, arbitrary: fc.constant(['drain', 1] as const) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const fifo = createFifo<number>()
      const model: number[] = []
      let next = 0
      for (const [what, count] of steps) {
        if (what === 'drain') {
          expect(fifo.drain()).toEqual(model.splice(0))
          continue
        }
        for (let i = 0; i < count; i += 1) {
          if (what === 'shift') expect(fifo.shift()).toBe(model.shift())
          else {
            next += 1
            fifo.push(next)
            model.push(next)
          }
        }
        expect(fifo.length).toBe(model.length)
      }
    }),
  )
})

it('moves nothing twice on average, however long it is', () => {
  const fifo = createFifo<number>()
  const length = 100_000
  for (let i = 0; i < length; i += 1) fifo.push(i)
  let moved = 0
  const { slice, shift } = Array.prototype
  const counted = {
    slice(this: unknown[], ...at: [number?, number?]) {
      const part = slice.apply(this, at) as unknown[]
      moved += part.length
      return part
    },
    shift: () => expect.fail('an array moves all that is left'),
  }
  Object.assign(Array.prototype, counted)
  try {
    for (let i = 0; i < length; i += 1) fifo.shift()
  } finally {
    Object.assign(Array.prototype, { slice, shift })
  }
  expect(moved).toBeLessThanOrEqual(length)
})
