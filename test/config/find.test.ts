import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findConfig, SEARCH_PLACES } from '../../src/config/find.ts'
import { makeWorkspace, problemOf } from './workspace.ts'

const find = (cwd: string, more: { explicitPath?: string; env?: Record<string, string> } = {}) =>
  findConfig({ cwd, explicitPath: more.explicitPath, env: more.env ?? {} })

describe('the search', () => {
  test('looks for these names, in this order', () => {
    expect(SEARCH_PLACES).toEqual([
      'rimuru.config.ts',
      'rimuru.config.mts',
      'rimuru.config.js',
      'rimuru.config.mjs',
      'rimuru.config.cjs',
      'rimuru.config.json',
      'rimuru.config.yaml',
      'rimuru.config.yml',
    ])
  })

  test('takes the first name of several in one folder', () => {
    const folder = makeWorkspace({ 'rimuru.config.yml': '', 'rimuru.config.json': '', 'rimuru.config.mjs': '' })
    expect(find(folder)).toBe(join(folder, 'rimuru.config.mjs'))
  })

  test('takes the nearest folder before the better name', () => {
    const folder = makeWorkspace({ '.git/': '', 'rimuru.config.ts': '', 'a/rimuru.config.yml': '', 'a/b/': '' })
    expect(find(join(folder, 'a/b'))).toBe(join(folder, 'a/rimuru.config.yml'))
  })

  test.each([
    ['a folder', { 'repo/.git/': '' }],
    ['a file, as in a worktree', { 'repo/.git': 'gitdir: elsewhere' }],
  ])('stops at the git root when .git is %s', (_, git) => {
    const folder = makeWorkspace({ ...git, 'rimuru.config.json': '', 'repo/a/b/': '' })
    expect(find(join(folder, 'repo/a/b'))).toBeNull()
  })

  test('finds the config at the git root', () => {
    const folder = makeWorkspace({ '.git/': '', 'rimuru.config.json': '', 'a/b/': '' })
    expect(find(join(folder, 'a/b'))).toBe(join(folder, 'rimuru.config.json'))
  })

  test('looks only at the folder itself outside a repository', () => {
    const folder = makeWorkspace({ 'rimuru.config.json': '', 'a/': '' })
    expect(find(folder)).toBe(join(folder, 'rimuru.config.json'))
    expect(find(join(folder, 'a'))).toBeNull()
  })

  test('passes over a folder that has the name of a config', () => {
    const folder = makeWorkspace({ 'rimuru.config.ts/': '', 'rimuru.config.json': '' })
    expect(find(folder)).toBe(join(folder, 'rimuru.config.json'))
  })
})

describe('a config file that is there and cannot be seen', () => {
  test('is an error where it is a link to nothing', async () => {
    const folder = makeWorkspace({ '.git/': '', 'a/': '' })
    symlinkSync('moved.json', join(folder, 'rimuru.config.json'))
    expect(await problemOf(() => find(join(folder, 'a')))).toEqual({
      code: 'E3001',
      message: 'the config file cannot be read: symbolic link: no such file or folder',
      where: join(folder, 'rimuru.config.json'),
      hint: 'make it readable or remove it, or name another file with --config',
    })
  })

  test('is an error where it is a link to itself', async () => {
    const folder = makeWorkspace({})
    symlinkSync('rimuru.config.yaml', join(folder, 'rimuru.config.yaml'))
    expect((await problemOf(() => find(folder))).message).toContain('symbolic link leads back to itself')
  })

  test('does not matter beside one that is taken before it', () => {
    const folder = makeWorkspace({ 'rimuru.config.ts': '' })
    symlinkSync('moved.json', join(folder, 'rimuru.config.json'))
    expect(find(folder)).toBe(join(folder, 'rimuru.config.ts'))
  })

  test('is said to be there also when it is given', async () => {
    const folder = makeWorkspace({})
    symlinkSync('moved.json', join(folder, 'my.json'))
    expect(await problemOf(() => find(folder, { explicitPath: 'my.json' }))).toMatchObject({
      message: 'the config file cannot be read: symbolic link: no such file or folder',
      where: join(folder, 'my.json'),
      hint: 'correct --config, or leave it out to use the nearest rimuru.config file',
    })
  })

  test('may be a link to a file', () => {
    const folder = makeWorkspace({ 'shared/my.json': '' })
    symlinkSync('shared/my.json', join(folder, 'rimuru.config.json'))
    expect(find(folder)).toBe(join(folder, 'rimuru.config.json'))
  })
})

describe('a given path', () => {
  test('is --config before RIMURU_CONFIG before the search', () => {
    const folder = makeWorkspace({ 'rimuru.config.json': '', 'flag.json': '', 'env.json': '' })
    const env = { RIMURU_CONFIG: 'env.json' }
    expect(find(folder, { env, explicitPath: 'flag.json' })).toBe(join(folder, 'flag.json'))
    expect(find(folder, { env })).toBe(join(folder, 'env.json'))
    expect(find(folder, { env: { RIMURU_CONFIG: '' } })).toBe(join(folder, 'rimuru.config.json'))
  })

  test('starts at the working folder, at the root, or at home', () => {
    const folder = makeWorkspace({ 'a/my.json': '' })
    expect(find(join(folder, 'a'), { explicitPath: '../a/my.json' })).toBe(join(folder, 'a/my.json'))
    expect(find('/', { explicitPath: join(folder, 'a/my.json') })).toBe(join(folder, 'a/my.json'))
    expect(find('/', { explicitPath: '~/a/my.json', env: { HOME: folder } })).toBe(join(folder, 'a/my.json'))
  })

  test('that does not exist is an error, never a search', async () => {
    const folder = makeWorkspace({ 'rimuru.config.json': '' })
    expect(await problemOf(() => find(folder, { explicitPath: 'gone.json' }))).toEqual({
      code: 'E3001',
      message: 'the config file given by --config does not exist',
      where: join(folder, 'gone.json'),
      hint: 'correct --config, or leave it out to use the nearest rimuru.config file',
    })
  })

  test('from RIMURU_CONFIG is named as such', async () => {
    const folder = makeWorkspace({ 'a/': '' })
    expect(await problemOf(() => find(folder, { env: { RIMURU_CONFIG: 'a' } }))).toEqual({
      code: 'E3001',
      message: 'the config file given by RIMURU_CONFIG is not a file',
      where: join(folder, 'a'),
      hint: 'correct RIMURU_CONFIG, or leave it out to use the nearest rimuru.config file',
    })
  })

  test('that is empty is an error', async () => {
    const folder = makeWorkspace({ 'rimuru.config.json': '' })
    expect((await problemOf(() => find(folder, { explicitPath: '' }))).where).toBe(folder)
  })
})
