import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { template } from '../../src/agents/_template/index.ts'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import { discover } from '../../src/pipeline/discover.ts'
import type { Source } from '../../src/pipeline/discover.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const AGENT: Agent = {
  ...template,
  logs: [
    { folder: 'data', accepts: (name) => name.endsWith('.db'), kind: 'database', depth: 1 },
    { folder: 'data', accepts: (name) => name.endsWith('.log') },
  ],
  ownSources: {
    exports: {
      describe: 'Exported files.',
      logs: [{ folder: '', accepts: (name) => name.endsWith('.csv'), kind: 'document' }],
    },
  },
}

const lookAt = (settings: object): Source[] =>
  discover(
    [AGENT],
    { home: '/nowhere', platform: 'linux', variables: {} },
    { template: { enabled: true, dirs: null, ...settings } },
  )

const found = (source: Source | undefined): string[] =>
  (source?.files ?? []).map(({ path, kind }) => `${path.slice(source!.place.path.length)} ${kind}`)

it('finds logs of each kind as deep as their folder says', () => {
  const root = tempFolder()
  for (const name of ['data/a.db', 'data/b/c.db', 'data/b/d/e.db', 'data/b/d/e.log', 'data/x.csv', 'f.db'])
    writeText(join(root, name), 'x')
  const [source] = lookAt({ dirs: [root] })
  expect(found(source)).toEqual(['/data/a.db database', '/data/b/c.db database', '/data/b/d/e.log lines'])
})

it('looks at files and folders that a key of the agent names, beside the others', () => {
  const root = tempFolder()
  const exports = tempFolder()
  writeText(join(root, 'data/a.log'), 'x')
  writeText(join(exports, 'a.csv'), 'x')
  writeText(join(exports, 'sub/b.csv'), 'x')
  writeText(join(exports, 'sub/b.log'), 'x')
  const one = writeText(join(tempFolder(), 'one.csv'), 'x')
  const sources = lookAt({ dirs: [root], exports: [one, exports, '/not/there.csv'] })
  expect(sources.map(found)).toEqual([
    ['/data/a.log lines'],
    [' document'],
    ['/a.csv document', '/sub/b.csv document'],
    [],
  ])
  expect(sources.map(({ place }) => place.origin)).toEqual(['config', ...Array(3).fill('sources.template.exports')])
  expect(sources[3]!.failed).toEqual([
    { path: '/not/there.csv', reason: 'sources.template.exports names a file or folder that is not there' },
  ])
})

it('takes a database for changed when only the log beside it is', () => {
  const root = tempFolder()
  const path = writeText(join(root, 'data/a.db'), '')
  const writer = new DatabaseSync(path)
  onTestFinished(() => writer.close())
  writer.exec('pragma journal_mode = wal; create table t (x)')
  const look = () => lookAt({ dirs: [root] })[0]!.files.map(({ size, mtime }) => [size, mtime])
  const before = look()
  expect(look()).toEqual(before)
  utimesSync(`${path}-wal`, new Date(), new Date(Date.now() + 9000))
  const touched = look()
  expect(touched).not.toEqual(before)
  writer.exec('insert into t values (1)')
  expect(look()[0]![0]).toBeGreaterThan(touched[0]![0]!)
})
