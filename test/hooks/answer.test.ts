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

  it.each([
    [{ message: 'no', status_code: '429' }, {}],
    [{ message: 'no', status_code: 600, error_type: 'quota' }, { error_type: 'quota' }],
    [{ message: 'no', error_type: '', metadata: ['x'] }, {}],
    [{ message: ' ' }, { message: 'it gave no reason' }],
    [{ message: { why: 'no' } }, { message: 'it gave no reason' }],
  ])('blocks also where it says how in no way that is understood: %j', async (said, heard) => {
    expect(await outcomeOf({ action: 'block', ...said })).toMatchObject({
      action: 'block',
      block: { status_code: 403, error_type: 'blocked', message: 'no', ...heard },
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
