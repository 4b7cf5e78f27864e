import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withoutLogin } from '../../src/core/secrets.ts'
import { sentenceOf } from '../../src/git/failure.ts'
import { runGit } from '../../src/git/process.ts'
import { madeRepository } from './repos.ts'

const SLOW = ['-c', 'alias.slow=!sh -c "echo $$ > .git/pid; sleep 60; touch .git/survived"', 'slow']

describe('a git process', () => {
  it('has a deadline, and goes with all that it started', async () => {
    const root = madeRepository()
    await expect(runGit(root, SLOW, { deadlineMs: 500 })).rejects.toMatchObject({
      code: 'E8001',
      message: 'git slow did not end within 0.5 s',
      where: root,
    })
    expect(existsSync(join(root, '.git', 'pid'))).toBe(true)
    expect(existsSync(join(root, '.git', 'survived'))).toBe(false)
  })

  it('does not begin when it is aborted before', async () => {
    await expect(runGit(madeRepository(), ['status'], { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    )
  })

  it('does not wait for what git left running', async () => {
    const left = ['-c', 'alias.left=!sleep 30 & echo started', 'left']
    const { code, out } = await runGit(madeRepository(), left)
    expect([code, out.toString()]).toEqual([0, 'started\n'])
  }, 20_000)
})

describe('what git wrote', () => {
  it('becomes one sentence without advice', () => {
    const stderr = 'hint: try this\nTo https://h/x\nerror: failed to push   some refs\nfatal: later\n'
    expect(sentenceOf(stderr)).toBe('failed to push some refs')
    expect(sentenceOf('remote: error: too large\n')).toBe('too large')
    expect(sentenceOf('')).toBe('git gave no reason')
    expect(sentenceOf('x'.repeat(1000))).toBe(`${'x'.repeat(240)}...`)
  })

  it('has no passwords', () => {
    expect(withoutLogin('to https://bot:p@ss@host/x and ssh://git@host/y@z')).toBe(
      'to https://***@host/x and ssh://***@host/y@z',
    )
    expect(sentenceOf("fatal: unable to access 'https://x:ghs_1@host/': no")).toBe(
      "unable to access 'https://***@host/': no",
    )
  })
})
