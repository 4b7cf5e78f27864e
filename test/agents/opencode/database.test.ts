import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import type { Scanned } from '../../helpers/scan.ts'
import { answer, inDatabase, T0, writerOf } from './rows.ts'
import type { Writer } from './rows.ts'

const at = (minute: number, output: number) =>
  answer({ input: 100, output }, { time: { created: T0 + minute * 60_000, completed: T0 + minute * 60_000 + 1 } })

const HOUR = 3_600_000

/** Written an hour apart each. */
function write(writer: Writer, count: number): void {
  writer.session('ses_1')
  for (let i = 1; i <= count; i += 1) writer.message(`msg_${i}`, 'ses_1', at(i, i), T0 + i * HOUR)
}

const outputs = ({ responses }: Scanned): number[] => responses.map(({ parts }) => parts[0]!.output)
const newDatabase = (count: number): string =>
  inDatabase(join(tempFolder(), 'opencode.db'), (writer) => write(writer, count))

describe('a database that is read again (FORMATS 4.2)', () => {
  it('gives the rows that are new or changed, the last ones seen, and no others', () => {
    const path = newDatabase(4)
    const first = scanFile(openCode, path)
    expect(outputs(first)).toEqual([1, 2, 3, 4])
    expect(first).toMatchObject({ lines: 4, end: { readTo: 0, tornTail: false } })
    inDatabase(path, (writer) => {
      writer.message('msg_2', 'ses_1', at(2, 20), T0 + 9 * HOUR)
      writer.message('msg_5', 'ses_1', at(5, 5), T0 + 9 * HOUR)
    })
    const second = scanFile(openCode, path, first.end)
    expect(outputs(second)).toEqual([20, 4, 5])
    expect(second.lines).toBe(1)
    expect(second.end.startedOver).toBeUndefined()
  })

  it('gives rows that came late with the times that they had, as an import does', () => {
    const path = newDatabase(4)
    const { end } = scanFile(openCode, path)
    inDatabase(path, (writer) => {
      writer.session('ses_2', { time_updated: T0 - 5 * HOUR })
      writer.message('msg_0', 'ses_2', at(0, 70), T0 - 5 * HOUR)
    })
    const { responses, sessions } = scanFile(openCode, path, end)
    expect(responses.map(({ variant }) => variant)).toEqual(['msg_4', 'msg_0'])
    expect(sessions.map(({ id }) => id)).toContain('ses_2')
  })

  it('gives what was changed after a clock was ahead', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      write(writer, 2)
      writer.message('msg_9', 'ses_1', at(9, 9), Date.now() + 1000 * HOUR)
    })
    const { end } = scanFile(openCode, path)
    inDatabase(path, (writer) => writer.message('msg_1', 'ses_1', at(1, 10), Date.now()))
    expect(outputs(scanFile(openCode, path, end))).toEqual([10, 9])
  })

  it('tells of a session whose row alone has changed', () => {
    const path = newDatabase(2)
    const { end } = scanFile(openCode, path)
    inDatabase(path, (writer) => {
      writer.session('ses_0')
      writer.session('ses_1', { time_updated: T0 + 9 * HOUR, time_archived: T0 })
    })
    expect(
      scanFile(openCode, path, end)
        .sessions.map(({ id }) => id)
        .sort(),
    ).toEqual(['ses_0', 'ses_1'])
  })

  it.each([
    ['its rows were numbered anew', 'update message set rowid = rowid - 1'],
    ['the last row has gone', "delete from message where id = 'msg_4'"],
    ['another answer stands where the last one stood', "update message set id = 'msg_7' where id = 'msg_4'"],
  ])('is read as a whole when %s', (_, sql) => {
    const path = newDatabase(4)
    const { end } = scanFile(openCode, path)
    const database = new DatabaseSync(path)
    database.exec(sql)
    database.close()
    const again = scanFile(openCode, path, end)
    expect(again.end.startedOver).toBe(true)
    expect(again.responses.length).toBeGreaterThanOrEqual(3)
  })
})

describe('a database as it may be found (FORMATS D7)', () => {
  it('is read while its owner writes, with what is in the log alone, and no file is made', async () => {
    const root = tempFolder()
    const path = inDatabase(join(root, 'opencode.db'), (writer) => write(writer, 1))
    const owner = new DatabaseSync(path)
    owner.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0')
    const writer = writerOf(owner)
    const ledger = await openLedger()
    for (const count of [2, 3]) {
      write(writer, count)
      owner.exec('begin immediate')
      writer.message('msg_99', 'ses_1', at(99, 99))
      const before = readdirSync(root)
      await ledger.load(openCode, [root])
      expect(readdirSync(root)).toEqual(before)
      expect(await ledger.totals()).toMatchObject({ requests: count })
      owner.exec('rollback')
    }
    owner.close()
  })

  it('has the rows beside one that cannot be read, which is named until it can', async () => {
    const root = tempFolder()
    const path = inDatabase(join(root, 'opencode.db'), (writer) => {
      write(writer, 3)
      writer.message('msg_2', 'ses_1', '{"role":"assistant","tokens":')
    })
    const ledger = await coldLoad(openCode, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 4 })
    expect(await ledger.files()).toMatchObject([
      { lines: '3', lines_bad: '1', problems: [{ kind: 'bad-line', offset: 2, detail: 'broken JSON' }] },
    ])
    inDatabase(path, (writer) => writer.message('msg_2', 'ses_1', at(2, 2), Date.now()))
    await ledger.load(openCode, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 3, output_tokens: 6 })
    expect(await ledger.files()).toMatchObject([{ lines: '3', lines_bad: '0', problems: [] }])
  })

  it('may lack columns and tables of other versions', () => {
    const path = join(tempFolder(), 'opencode.db')
    const database = new DatabaseSync(path)
    database.exec(`
      create table session (id text primary key, directory text);
      create table message (id text primary key, session_id text, time_created integer, time_updated integer, data text)`)
    database.prepare('insert into session values (?, ?)').run('ses_1', '/made/up')
    database
      .prepare('insert into message values (?, ?, ?, ?, ?)')
      .run('msg_1', 'ses_1', T0, T0, JSON.stringify(at(1, 5)))
    database
      .prepare('insert into message values (?, ?, ?, ?, ?)')
      .run('msg_2', 'gone', T0, T0, JSON.stringify(at(2, 6)))
    database.close()
    const { responses, sessions } = scanFile(openCode, path)
    expect(responses).toMatchObject([
      { session: 'ses_1', subagent: false, copied: false },
      { session: 'gone', subagent: false, copied: false },
    ])
    expect(sessions).toMatchObject([{ id: 'ses_1', startedAt: null, parent: null, cwd: '/made/up' }])
  })

  it('costs no answer where a table beside the messages is not as it is known', () => {
    const path = newDatabase(2)
    const database = new DatabaseSync(path)
    database.exec('drop table part; create table part (message_id text, body text)')
    database.exec('create table session_message (id text, session_id text, type text, body text)')
    database.close()
    const { responses, problems } = scanFile(openCode, path)
    expect(responses).toHaveLength(2)
    expect(problems).toEqual([
      { kind: 'note', offset: 0, detail: 'the table session_message has no column data and is not read' },
    ])
  })

  it('is named when it is of another product (FORMATS 4.1)', async () => {
    const root = tempFolder()
    const database = new DatabaseSync(join(root, 'opencode.db'))
    database.exec('create table sessions (id text, prompt_tokens integer, completion_tokens integer, cost real)')
    database.close()
    expect((await (await coldLoad(openCode, [root])).quality()).failed).toMatchObject([
      { reason: 'no messages of OpenCode 1.2 or later in it' },
    ])
  })
})

it('reads answers and their parts that are stored as bytes (FORMATS 1.4)', () => {
  const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
    writer.session('ses_1')
    writer.message('msg_1', 'ses_1', answer({ input: 10, output: 2, reasoning: 0, cache: { read: 0, write: 0 } }))
    writer.run('update message set data = cast(data as blob)')
    for (const id of ['prt_1', 'prt_2']) {
      writer.part(id, 'msg_1', { type: 'step-finish', cost: 0, tokens: { input: 5, output: 1 } })
      writer.run('update part set data = cast(data as blob) where id = ?', id)
    }
  })
  const { responses, sessions } = scanFile(openCode, path)
  expect(responses).toMatchObject([{ parts: [{ input: 5 }, { input: 5 }] }])
  expect(sessions).toMatchObject([{ signal: 'done', endedAt: T0 + 3000 }])
})
