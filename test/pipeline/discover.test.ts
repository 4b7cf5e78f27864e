import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import { discover } from '../../src/pipeline/discover.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const agentOf = (id: string): Agent => ({
  id,
  name: id,
  blindSpots: [],
  places: ({ home, variables }) => {
    const own = variables[`${id.toUpperCase()}_HOME`]
    return [own ? { path: own, origin: `${id.toUpperCase()}_HOME` } : { path: join(home, id), origin: 'default' }]
  },
  logs: [{ folder: 'logs', accepts: (name) => name.endsWith('.log') }],
  fileKey: (path) => path,
  loadScan: async () => () => ({ readTo: 0, tornTail: false, resume: null }),
})

const [alpha, beta] = [agentOf('alpha'), agentOf('beta')]
const at = (home: string, variables: Record<string, string> = {}) => ({ home, platform: 'linux' as const, variables })

it('looks where an agent says, and takes a missing default for no fault', () => {
  const home = tempFolder()
  const log = writeText(join(home, 'alpha/logs/a.log'), 'x')
  const [one, other] = discover([alpha, beta], at(home), {})
  expect(one).toMatchObject({ exists: true, failed: [], files: [{ path: log, size: 1 }] })
  expect(other).toMatchObject({ exists: false, failed: [], files: [] })
})

it('names a folder that somebody asked for and that is not there', () => {
  const [byVariable] = discover([alpha], at('/nowhere', { ALPHA_HOME: '/not/there' }), {})
  expect(byVariable!.failed).toEqual([{ path: '/not/there', reason: 'ALPHA_HOME names a folder that is not there' }])
  const [byConfig] = discover([alpha], at('/nowhere'), { alpha: { enabled: true, dirs: ['/not/there'] } })
  expect(byConfig!.failed).toEqual([{ path: '/not/there', reason: 'config names a folder that is not there' }])
})

it('names a default that cannot be seen, which may be there all the same', () => {
  const home = tempFolder()
  symlinkSync(join(home, 'not-mounted'), join(home, 'alpha'))
  symlinkSync(join(home, 'beta'), join(home, 'beta'))
  const [nowhere, round] = discover([alpha, beta], at(home), {})
  expect(nowhere).toMatchObject({
    exists: false,
    failed: [{ path: join(home, 'alpha'), reason: 'symbolic link: no such file or folder' }],
  })
  expect(round).toMatchObject({
    exists: false,
    failed: [{ path: join(home, 'beta'), reason: 'symbolic link leads back to itself' }],
  })
  symlinkSync(join(home, 'not-mounted'), join(home, 'folder'))
  const [below] = discover([alpha], at(join(home, 'folder/of/it')), {})
  expect(below!.failed).toMatchObject([{ reason: 'symbolic link: no such file or folder' }])
})

it('takes a default below a file for one that is not there', () => {
  const home = writeText(join(tempFolder(), 'file'), 'x')
  expect(discover([alpha], at(join(home, 'deeper')), {})).toMatchObject([{ exists: false, failed: [] }])
})

it('reads the folders of the config instead of all others, and nothing of an agent that is switched off', () => {
  const [home, named] = [tempFolder(), tempFolder()]
  writeText(join(home, 'alpha/logs/a.log'), 'x')
  writeText(join(home, 'beta/logs/b.log'), 'x')
  writeText(join(named, 'logs/c.log'), 'x')
  const sources = discover([alpha, beta], at(home, { ALPHA_HOME: join(home, 'alpha') }), {
    alpha: { enabled: true, dirs: [named] },
    beta: { enabled: false, dirs: null },
  })
  expect(sources.flatMap(({ files }) => files.map(({ path }) => path))).toEqual([join(named, 'logs/c.log')])
})

it('takes a file once that shows in several places', () => {
  const home = tempFolder()
  writeText(join(home, 'alpha/logs/a.log'), 'x')
  symlinkSync(join(home, 'alpha'), join(home, 'link'))
  const sources = discover([alpha], at(home), {
    alpha: { enabled: true, dirs: [join(home, 'link'), join(home, 'alpha')] },
  })
  expect(sources.map(({ files }) => files.length)).toEqual([1, 0])
})

it('knows a data directory without logs', () => {
  const home = tempFolder()
  mkdirSync(join(home, 'alpha'))
  expect(discover([alpha], at(home), {})).toMatchObject([{ exists: true, files: [], failed: [] }])
})
