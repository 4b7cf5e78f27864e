import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { startProgram } from '../../src/scheduler/child.ts'
import { tempFolder } from '../helpers/folders.ts'
import { until } from '../helpers/running-plugins.ts'

const shell = (script: string, cwd: string) => ({
  command: '/bin/sh',
  args: ['-c', script],
  env: { PATH: process.env.PATH },
  cwd,
})

describe('the program of a job', () => {
  it('that does not listen is ended after a while, with all that it started', async () => {
    const folder = tempFolder()
    const run = startProgram(shell('trap "" TERM; touch there; sleep 60; touch survived', folder), 200)
    await until(() => existsSync(join(folder, 'there')))
    run.stop('SIGTERM')
    expect(await run.ended).toEqual({ code: null, signal: 'SIGKILL' })
    expect(existsSync(join(folder, 'survived'))).toBe(false)
  })

  it('that does not exist is no more than a run that failed', async () => {
    const run = startProgram({ command: '/nowhere/program', args: [], env: {}, cwd: '/' })
    expect(await run.ended).toEqual({ code: 127, signal: null })
  })

  it('that cannot be started takes no signal', async () => {
    const run = startProgram({ command: '/bin/true', args: [], env: {}, cwd: '/nowhere' })
    run.stop('SIGTERM')
    expect(await run.ended).toEqual({ code: null, signal: null })
  })
})
