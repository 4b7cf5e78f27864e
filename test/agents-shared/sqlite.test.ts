import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { DatabaseChanged } from '../../src/agents/_shared/database-changed.ts'
import { readDatabase } from '../../src/agents/_shared/sqlite.ts'
import { tempFolder } from '../helpers/folders.ts'

/** A live database as an agent has it: rows 1 and 2, and a log beside it. */
function liveDatabase(): { folder: string; path: string; writer: DatabaseSync } {
  const folder = tempFolder()
  const path = join(folder, 'a #1 %41.db')
  const writer = new DatabaseSync(path)
  onTestFinished(() => {
    if (writer.isOpen) writer.close()
  })
  writer.exec(
    'pragma journal_mode = wal; create table t (x integer, y text); insert into t values (1, null), (2, null)',
  )
  return { folder, path, writer }
}

/** As it is copied by a person: these of its files. */
function copied(...endings: string[]): { folder: string; path: string } {
  const { path } = liveDatabase()
  const folder = tempFolder()
  for (const ending of endings) copyFileSync(path + ending, join(folder, `b.db${ending}`))
  return { folder, path: join(folder, 'b.db') }
}

/** Without the time of change of the inode: SQLite gives a log to the owner of its database when an administrator reads. */
const stateOf = (folder: string): string[] =>
  readdirSync(folder).map((name) => {
    const { size, mtimeNs, mode } = statSync(join(folder, name), { bigint: true })
    return `${name} ${size} ${mtimeNs} ${mode}`
  })

const numbersIn = (path: string): unknown[] =>
  readDatabase(path, ({ rows }) => Array.from(rows('select x from t order by x'), ({ x }) => x))

describe('a database of an agent (FORMATS 1.4, D7)', () => {
  it('is read with its newest rows while its owner writes, and no file is made or changed', () => {
    const { folder, path, writer } = liveDatabase()
    const before = stateOf(folder)
    expect(numbersIn(path)).toEqual([1, 2])
    expect(stateOf(folder)).toEqual(before)
    writer.exec('begin; insert into t values (3, null)')
    expect(numbersIn(path)).toEqual([1, 2])
    writer.exec('commit')
    expect(numbersIn(path)).toEqual([1, 2, 3])
    expect(stateOf(folder).map((line) => line.split(' ')[0])).toEqual(before.map((line) => line.split(' ')[0]))
  })

  it.each([
    ['with its log and the index of that', ['', '-wal', '-shm'], [1, 2]],
    ['with its log alone', ['', '-wal'], [1, 2]],
  ])('is read when its owner is gone, %s, and nothing is left beside it', (_, endings, expected) => {
    const { folder, path } = copied(...endings)
    const before = stateOf(folder)
    const temporary = tempFolder()
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(numbersIn(path)).toEqual(expected)
    expect(stateOf(folder)).toEqual(before)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is read while its owner lets nobody else in, who then has no index beside the log', () => {
    const folder = tempFolder()
    const path = join(folder, 'd.db')
    const writer = new DatabaseSync(path)
    onTestFinished(() => writer.close())
    writer.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; create table t (x integer, y text)')
    writer.exec('insert into t values (1, null); begin; insert into t values (2, null)')
    expect(existsSync(`${path}-shm`)).toBe(false)
    const before = stateOf(folder)
    expect(numbersIn(path)).toEqual([1])
    expect(stateOf(folder)).toEqual(before)
  })

  it('is read with its newest rows through a link', () => {
    const { path } = liveDatabase()
    const link = join(tempFolder(), 'link.db')
    symlinkSync(path, link)
    expect(numbersIn(link)).toEqual([1, 2])
  })

  it('is read as it was before a change that its owner did not finish', () => {
    const folder = tempFolder()
    const path = join(folder, 'c.db')
    const writer = new DatabaseSync(path)
    onTestFinished(() => writer.close())
    writer.exec('create table t (x integer, y text)')
    for (let x = 1; x <= 60; x += 1) writer.exec(`insert into t values (${x}, '${'y'.repeat(900)}')`)
    writer.exec('pragma cache_size = 1; begin; update t set x = -x')
    expect(existsSync(`${path}-journal`)).toBe(true)
    const before = stateOf(folder)
    expect(numbersIn(path)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    expect(stateOf(folder)).toEqual(before)
  })

  it('is read when it was closed, also from a folder that nobody may write to', () => {
    const { folder, path, writer } = liveDatabase()
    writer.close()
    chmodSync(path, 0o444)
    chmodSync(folder, 0o555)
    onTestFinished(() => chmodSync(folder, 0o755))
    const before = stateOf(folder)
    expect(numbersIn(path)).toEqual([1, 2])
    expect(stateOf(folder)).toEqual(before)
    expect(existsSync(`${path}-shm`)).toBe(false)
  })

  it('says so when it is written to while it is read without locks', () => {
    const { path, writer } = liveDatabase()
    writer.close()
    const interrupted = (): unknown =>
      readDatabase(path, ({ rows }) => {
        const [first] = rows('select x from t')
        const other = new DatabaseSync(path)
        other.exec('pragma journal_mode = delete; insert into t values (9, null)')
        other.close()
        return first
      })
    expect(interrupted).toThrow(DatabaseChanged)
    expect(numbersIn(path)).toEqual([1, 2, 9])
  })

  it.each([
    ['is empty', Buffer.alloc(0), 'an empty file, not a database'],
    ['is a text', Buffer.from('Dear diary, today was a long day.'), 'not a SQLite database'],
    ['is damaged', null, /malformed|not a database/],
  ])('is refused with a reason when it %s', (_, content, reason) => {
    const { path, writer } = liveDatabase()
    writer.close()
    writeFileSync(path, content ?? readFileSync(path).fill(0xa5, 100))
    const before = stateOf(join(path, '..'))
    expect(() => numbersIn(path)).toThrow(reason)
    expect(stateOf(join(path, '..'))).toEqual(before)
  })

  it('is refused when a folder has taken its name', () => {
    const path = join(tempFolder(), 'x.db')
    mkdirSync(path)
    expect(() => numbersIn(path)).toThrow('not a regular file')
  })

  it('tells which columns a table has, and none of a table that is not there', () => {
    const { path } = liveDatabase()
    expect(readDatabase(path, ({ columns }) => [[...columns('t')], [...columns('u')]])).toEqual([['x', 'y'], []])
  })

  it('gives whole numbers as they are, and those beyond 2^53 so that nobody takes them for a count', () => {
    const { path, writer } = liveDatabase()
    writer.exec("insert into t values (9007199254740993, 'large'), (-7, 'x')")
    const rows = readDatabase(path, ({ rows: all }) => [...all('select x, y from t order by x')])
    expect(rows.map(({ x }) => x)).toEqual([-7, 1, 2, 9_007_199_254_740_993n])
  })
})
