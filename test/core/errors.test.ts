import { describe, expect, it } from 'vitest'
import { ERROR_CODES, EXIT, exitCodeOf, messageOf, RimuruError, systemCodeOf } from '../../src/core/errors.ts'
import type { ErrorCode } from '../../src/core/errors.ts'

describe('exitCodeOf', () => {
  it('is 2 for a wrong command line, config or price lock, and 1 for everything else', () => {
    const codes = Object.keys(ERROR_CODES) as ErrorCode[]
    const usage = codes.filter((code) => exitCodeOf(new RimuruError(code, 'x')) === EXIT.usage)
    expect(usage).toEqual(['E3001', 'E5002', 'E7001'])
    expect(codes.filter((code) => exitCodeOf(new RimuruError(code, 'x')) === EXIT.failed)).toHaveLength(
      codes.length - 3,
    )
    expect(exitCodeOf(new TypeError('x'))).toBe(EXIT.failed)
    expect(exitCodeOf('x')).toBe(EXIT.failed)
  })
})

describe('RimuruError', () => {
  it('carries what happened, where, what to do, and why', () => {
    const cause = new Error('disk')
    const error = new RimuruError('E8001', 'cannot write', { where: '/x', hint: 'free some space', cause })
    expect(error).toMatchObject({
      name: 'RimuruError',
      code: 'E8001',
      message: 'cannot write',
      where: '/x',
      hint: 'free some space',
      cause,
    })
    expect('cause' in new RimuruError('E8001', 'cannot write')).toBe(false)
  })
})

it('reads a message or a system code off anything that was thrown', () => {
  expect(messageOf(new Error('no'))).toBe('no')
  expect(messageOf(404)).toBe('404')
  expect(systemCodeOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT')
  expect(systemCodeOf(Object.assign(new Error('x'), { code: 5 }))).toBeUndefined()
  expect(systemCodeOf('ENOENT')).toBeUndefined()
})
