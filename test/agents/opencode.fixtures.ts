import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readDatabase } from '../../src/agents/_shared/sqlite.ts'
import { filesBelow } from '../helpers/folders.ts'
import { answer, inDatabase, inStorage } from './opencode/rows.ts'
import type { AgentFixtures, MadeUpRequest } from './contract.ts'

/** Since 1.14: reasoning beside the output. There is none. */
const dataOf = ({ model, time, input, cacheRead, output }: MadeUpRequest): Record<string, unknown> =>
  answer(
    { total: input + cacheRead + output, input, output, reasoning: 0, cache: { read: cacheRead, write: 0 } },
    { modelID: model, time: { created: time - 900, completed: time } },
  )

const idOf = ({ id }: MadeUpRequest): string => `msg_${id}`

export const fixtures: AgentFixtures = {
  dataFolder: 'opencode',
  subagentSample: null,
  sessionIds: /^ses_\w{26}$/,
  stores: [
    {
      name: 'rows of messages',
      file: 'opencode.db',
      write: (root, session, requests) =>
        void inDatabase(join(root, 'opencode.db'), (writer) => {
          const ids = requests.map(idOf)
          writer.run(
            `delete from message where session_id = ? and id not in (${ids.map(() => '?').join(', ')})`,
            session,
            ...ids,
          )
          if (requests.length === 0) return writer.run('delete from session where id = ?', session)
          writer.session(session, { time_created: requests[0]!.time - 1000 })
          for (const request of requests) writer.message(idOf(request), session, dataOf(request), Date.now())
        }),
    },
    {
      name: 'files of messages',
      // Of the first session that the suite writes.
      file: 'storage/message/019a3f10-0000-7000-8000-000000000001/msg_made-up-0.json',
      write(root, session, requests) {
        const storage = inStorage(root)
        const folder = join(root, 'storage/message', session)
        const before = existsSync(folder) ? filesBelow(folder, '.json') : []
        storage.session(session)
        const now = requests.map((request) => storage.message(idOf(request), session, dataOf(request)))
        for (const path of before) if (!now.includes(path)) rmSync(path)
      },
    },
  ],
  copyPath: (path) => (path.endsWith('.db') ? path.replace(/\.db$/, '-dev.db') : null),
  recordAt(path, offset) {
    if (path.endsWith('.json')) return readFileSync(path, 'utf8')
    return readDatabase(path, ({ rows }) => {
      const [row] = rows(
        `select * from ${offset < 0 ? 'session_message' : 'message'} where rowid = ?`,
        Math.abs(offset),
      )
      // Since 1.14 the row has the output without reasoning.
      const { tokens } = JSON.parse(String(row?.data)) as { tokens: { output: number; reasoning: number } }
      return JSON.stringify({ ...row, output: [tokens.output, tokens.output + tokens.reasoning] })
    })
  },
}
