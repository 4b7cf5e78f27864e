import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { SRC } from '../helpers/imports.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import { fromLitellm } from '../helpers/price-files.ts'

const PROGRAM = `"${process.execPath}" "${join(SRC, 'bin.js')}"`

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(['completion', shell])
  if (code !== 0) throw new Error(stderr)
  return writeText(join(tempFolder(), 'completion'), stdout)
}

/** What a real bash proposes for the last of these words. */
async function bashProposes(words: string[], given: Record<string, string> = {}): Promise<string[]> {
  const script = await scriptFor('bash')
  const { cwd, ...env } = given
  const line = `rimuru() { ${PROGRAM} "$@"; }; source ${script}; COMP_WORDS=(rimuru "$@"); COMP_CWORD=$#; _rimuru; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '--noprofile', '-c', line, 'bash', ...words], {
    encoding: 'utf8',
    cwd,
    env: { ...process.env, ...env },
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.split('\n').filter((word) => word !== '')
}

describe('bash', () => {
  it('takes the script', async () => {
    const script = await scriptFor('bash')
    const { stdout } = spawnSync('bash', ['--norc', '-c', `source ${script}; complete -p rimuru`], { encoding: 'utf8' })
    expect(stdout).toContain('-F _rimuru rimuru')
  })

  it('proposes commands, actions, flags and their values', async () => {
    expect(await bashProposes(['co'])).toContain('costs')
    expect(await bashProposes([''])).toEqual(expect.arrayContaining(COMMANDS.map(({ usage }) => usage.split(' ')[0])))
    expect(await bashProposes(['sessions', ''])).toEqual(['list', 'active', 'show'])
    expect(await bashProposes(['sessions', 'list', '--agent', 'cl'])).toEqual(['claude-code'])
    expect(await bashProposes(['costs', '--format', ''])).toEqual(['table', 'json', 'ndjson', 'csv', 'md'])
    expect(await bashProposes(['costs', '--by', 'mo'])).toEqual(['month', 'model'])
    expect(await bashProposes(['models', '--al'])).toEqual(['--all'])
    expect(await bashProposes(['run', 'daily-report', '--no-'])).toEqual(['--no-notify', '--no-publish', '--no-color'])
  })

  it('proposes the names that the program knows: jobs, runs and plugins', async () => {
    const there = jobRepository({ home: homeWith([]), jobs: { night: { period: 'yesterday', publish: false } } })
    const { record } = await there.run(['night'])
    const proposes = (...words: string[]) => bashProposes(words, { cwd: there.root, RIMURU_HOME: there.state })
    expect(await proposes('run', '')).toEqual([
      'budget-check',
      'daily-report',
      'monthly-close',
      'night',
      'weekly-digest',
    ])
    expect(await proposes('run', 'ni')).toEqual(['night'])
    expect(await proposes('runs', 'show', '')).toEqual([record.run_id.slice(0, 8)])
    expect(await proposes('runs', 'list', '')).toEqual([])
    expect(await proposes('notify', 'test', 's')).toEqual(['slack'])
    expect(await proposes('export', 'x')).toEqual(['xml'])
    expect(await proposes('plugins', 'info', 'x')).toEqual(['xml'])
    expect(await proposes('plugins', 'check', 'x')).toEqual([])
  })

  it('proposes the models that have a price', async () => {
    expect(await bashProposes(['prices', 'show', 'claude-opus-4-6'])).toEqual(['claude-opus-4-6'])
    const cwd = tempFolder()
    await runCli(['prices', 'sync', ...fromLitellm({ 'acme/zebra-1': { input: 1, output: 2 } })], { cwd })
    expect(await bashProposes(['models', 'show', 'zeb'], { cwd })).toEqual(['zebra-1'])
  })

  it('proposes nothing of its own for an open value, so that bash proposes files', async () => {
    expect(await bashProposes(['costs', '--config', ''])).toEqual([])
  })
})

it.skipIf(!has('zsh'))('is a script that zsh takes (zsh)', async () => {
  const { status, stderr } = spawnSync('zsh', ['-n', await scriptFor('zsh')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it.skipIf(!has('fish'))('is a script that fish takes (fish)', async () => {
  const { status, stderr } = spawnSync('fish', ['--no-execute', await scriptFor('fish')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it.skipIf(!has('fish'))('proposes the names that the program knows (fish)', async () => {
  const script = await scriptFor('fish')
  const asked = ['rimuru run ', 'rimuru notify test s', 'rimuru notify '].map((line) => `complete -C '${line}'`)
  const line = `function rimuru; ${PROGRAM} $argv; end; source ${script}; ${asked.join('; echo -; ')}`
  const { stdout, status } = spawnSync('fish', ['--no-config', '-c', line], { encoding: 'utf8', cwd: tempFolder() })
  expect(status).toBe(0)
  expect(stdout.split('-\n').map((part) => part.split('\n').filter((word) => word !== ''))).toEqual([
    ['budget-check', 'daily-report', 'monthly-close', 'weekly-digest'],
    ['slack'],
    ['test'],
  ])
})

it('prints no names and no error where there are none', async () => {
  expect(await runCli(['completion', '--words', 'runs'])).toEqual({ code: 0, stdout: '', stderr: '' })
  const state = tempFolder()
  writeText(join(state, 'warehouse.duckdb'), 'not a database')
  expect(await runCli(['completion', '--words', 'runs'], { state })).toEqual({ code: 0, stdout: '', stderr: '' })
})

it('names every command in each script', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await runCli(['completion', shell])
    for (const { usage } of COMMANDS) expect(stdout).toContain(usage.split(' ')[0])
  }
})

it('guesses the shell, and asks where it cannot', async () => {
  const guessed = await runCli(['completion'], { env: { SHELL: '/usr/bin/fish' } })
  expect(guessed.stdout).toContain('complete -c rimuru')
  const asked = await runCli(['completion'])
  expect(asked).toMatchObject({ code: 2, stdout: '' })
  expect(asked.stderr).toContain('bash, zsh, fish')
  expect((await runCli(['completion', 'bsh'])).stderr).toContain('did you mean "bash"?')
})

it('proposes the words that the commands take as actions', async () => {
  for (const { usage, actions } of COMMANDS.filter(
    (command) => command.actions && !command.usage.includes('[shell]'),
  )) {
    const { stderr } = await runCli([usage.split(' ')[0]!, 'nonsense-word'])
    expect(stderr).toContain(`actions: ${actions!.join(', ')}`)
  }
})
