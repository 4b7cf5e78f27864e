import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { answer, inDatabase, inStorage, question, T0 } from './rows.ts'

const TOKENS = { input: 10, output: 5 }
const NONE = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } }
const RUNNING = { time: { created: T0 + 1 }, finish: undefined }

/** The last message, and how it leaves the session (FORMATS 4.7). */
const ENDINGS: Readonly<Record<string, readonly [Record<string, unknown>, string]>> = {
  'an answer that stopped': [answer(TOKENS), 'done'],
  'an answer that is too long': [answer(TOKENS, { finish: 'length' }), 'done'],
  'an answer of a version without a reason': [answer(TOKENS, { finish: undefined }), 'done'],
  'an answer that called a tool': [answer(TOKENS, { finish: 'tool-calls' }), 'open'],
  'an answer that is being written': [answer(NONE, RUNNING), 'open'],
  'an answer that was cancelled': [answer(NONE, { ...RUNNING, error: { name: 'MessageAbortedError' } }), 'cancelled'],
  'an answer that failed': [answer(NONE, { error: { name: 'APIError', data: {} } }), 'failed'],
  'a question': [question(T0 + 5000), 'open'],
}

describe('how a session stands', () => {
  it.each(Object.entries(ENDINGS))('after %s (FORMATS 4.7)', (_, [last, signal]) => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1')
      writer.message('msg_0', 'ses_1', question(T0 - 500))
      writer.message('msg_1', 'ses_1', last)
    })
    expect(scanFile(openCode, path).sessions).toMatchObject([{ id: 'ses_1', startedAt: T0 - 1000, signal }])
  })

  it.each(Object.entries(ENDINGS))('after %s, of which there is a file', async (_, [last, signal]) => {
    const root = tempFolder()
    const storage = inStorage(root)
    storage.session('ses_1')
    storage.message('msg_0', 'ses_1', question(T0 - 500))
    storage.message('msg_1', 'ses_1', last)
    const facts = (await coldLoad(openCode, [root])).dump()
    const latest = (await facts).sessions.toSorted((a, b) => Number(a.ended ?? 0) - Number(b.ended ?? 0)).at(-1)
    expect(latest).toMatchObject({ session: 'ses_1', signal })
  })

  it('is done when it was put away, and counts (FORMATS 4.6)', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1', { time_archived: T0 })
      writer.message('msg_1', 'ses_1', answer(TOKENS, { finish: 'tool-calls' }))
    })
    const { sessions, responses } = scanFile(openCode, path)
    expect(sessions).toMatchObject([{ signal: 'done', endedAt: T0 + 3000, cwd: '/made/up/project' }])
    expect(responses).toHaveLength(1)
  })

  it('ends when it began while it has nothing but what it copied', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1', { time_created: T0 + 60_000 })
      writer.message('msg_1', 'ses_1', answer(TOKENS))
    })
    expect(scanFile(openCode, path).sessions).toMatchObject([{ startedAt: T0 + 60_000, endedAt: T0 + 60_000 }])
  })
})

describe('what a session is', () => {
  it.each(['rows', 'files'])(
    'tells sub-agents and who started them, and counts both: %s (FORMATS 4.6)',
    async (how) => {
      const root = tempFolder()
      const storage = inStorage(root)
      if (how === 'files') {
        storage.session('ses_1')
        storage.session('ses_2', { parentID: 'ses_1' })
        storage.message('msg_1', 'ses_1', answer(TOKENS))
        storage.message('msg_2', 'ses_2', answer(TOKENS, { time: { created: T0 + 1, completed: T0 + 2 } }))
      } else
        inDatabase(join(root, 'opencode.db'), (writer) => {
          writer.session('ses_1')
          writer.session('ses_2', { parent_id: 'ses_1' })
          writer.message('msg_1', 'ses_1', answer(TOKENS))
          writer.message('msg_2', 'ses_2', answer(TOKENS, { time: { created: T0 + 1, completed: T0 + 2 } }))
        })
      const ledger = await coldLoad(openCode, [root])
      expect((await ledger.scoped()).map((row) => [row.session, row.subagent])).toEqual([
        ['ses_1', false],
        ['ses_2', true],
      ])
      const parents = (await ledger.dump()).sessions.filter((row) => row.parent !== null)
      expect(parents).toMatchObject([{ session: 'ses_2', parent: 'ses_1' }])
    },
  )

  it('has the answer that sums it up among its answers (FORMATS 4.6)', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1')
      writer.message('msg_1', 'ses_1', answer(TOKENS, { summary: true, mode: 'compaction', agent: 'compaction' }))
    })
    expect(scanFile(openCode, path).responses).toMatchObject([
      { session: 'ses_1', parts: [{ requests: 1, output: 5 }] },
    ])
  })

  it('has the folder of a message that names none, and the time of the end of the answer (FORMATS 1.1, 4.7)', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1', { directory: '/of/the/session' })
      writer.message('msg_1', 'ses_1', answer(TOKENS, { path: undefined }))
      writer.message('msg_2', 'ses_1', answer(TOKENS, { time: { created: T0 + 9 } }))
    })
    expect(scanFile(openCode, path).responses).toMatchObject([
      { cwd: '/of/the/session', time: T0 + 3000 },
      { cwd: '/made/up/project', time: T0 + 9 },
    ])
  })

  it('names an answer without a time, and counts the others (FORMATS D6)', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1')
      writer.message('msg_1', 'ses_1', answer(TOKENS))
      writer.message('msg_2', 'ses_1', answer(TOKENS, { time: {} }))
      writer.run("update message set time_created = 0 where id = 'msg_2'")
    })
    expect(scanFile(openCode, path)).toMatchObject({
      responses: [{ variant: 'msg_1' }],
      problems: [{ kind: 'quarantined', offset: 2, detail: 'no time in the record' }],
    })
  })

  it('has copied what is older than itself, and nothing of the moment in which it began (FORMATS 4.6)', () => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.session('ses_1', { time_created: T0 })
      for (const created of [T0 - 1, T0, T0 + 1])
        writer.message(`msg_${created}`, 'ses_1', answer(TOKENS, { time: { created } }))
    })
    expect(scanFile(openCode, path).responses.map(({ copied }) => copied)).toEqual([true, false, false])
  })
})
