import { describe, expect, it } from 'vitest'
import { hook, made, started } from './fakes.ts'

const outcomeOf = (answer: unknown) => made([hook({ answer: () => answer })]).trigger(started('as it was'))

describe('the answer of a hook', () => {
  it.each([
    [null, 'its answer is no object'],
    [[], 'its answer is no object'],
    [{}, 'it answers nothing; there are passthrough, modify, block and cache_hit'],
    [{ action: 'Block\u009B1m' }, 'it answers "Block 1m"; there are passthrough, modify, block and cache_hit'],
    [{ action: 'modify' }, 'it answers modify without data'],
    [{ action: 'cache_hit' }, 'it answers cache_hit without data'],
    [{ action: 'block', message: ' ' }, 'it blocks without a message'],
    [
      { action: 'block', message: 'no', status_code: '429' },
      'it blocks with the status_code "429", which is no number from 100 to 599',
    ],
    [
      { action: 'block', message: 'no', status_code: 600 },
      'it blocks with the status_code 600, which is no number from 100 to 599',
    ],
    [{ action: 'block', message: 'no', error_type: '' }, 'it blocks with the error_type "", which is no name'],
    [{ action: 'passthrough', metadata: ['x'] }, 'its metadata is no object'],
    [
      { action: 'modify', data: 1, metadata: { 'one.x': 'ü'.repeat(32 << 10) } },
      'its metadata has 65548 bytes, 65536 are allowed',
    ],
  ])('%j fails: %s', async (answer, message) => {
    expect(await outcomeOf(answer)).toMatchObject({
      action: 'passthrough',
      data: 'as it was',
      failures: [{ message: `plugin one: ${message}` }],
    })
  })

  it('blocks also where it says only why', async () => {
    expect(await outcomeOf({ action: 'block', message: 'because' })).toMatchObject({
      action: 'block',
      block: { status_code: 403, error_type: 'blocked', message: 'because' },
      failures: [],
    })
  })

  it('may have fields that nobody knows', async () => {
    expect(await outcomeOf({ action: 'passthrough', data: 'ignored', more: 1 })).toMatchObject({
      action: 'passthrough',
      data: 'as it was',
      failures: [],
    })
  })
})
