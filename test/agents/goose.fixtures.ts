import { join } from 'node:path'
import { readDatabase } from '../../src/agents/_shared/sqlite.ts'
import { inDatabase, session, stamp, sums } from './goose/rows.ts'
import type { AgentFixtures, MadeUpRequest } from './contract.ts'

const sumOf = (requests: readonly MadeUpRequest[], of: (request: MadeUpRequest) => number): number =>
  requests.reduce((sum, request) => sum + of(request), 0)

/** Goose numbers the rows of its ledger; a request keeps its number. */
const numberOf = ({ id }: MadeUpRequest): number => 1 + Number(/\d+$/.exec(id))

export const fixtures: AgentFixtures = {
  dataFolder: 'share/goose',
  subagentSample: null,
  sessionIds: /^20261120_\d+-\d{6}$/,
  stores: [
    {
      name: 'rows of the usage ledger',
      file: 'sessions/sessions.db',
      write: (root, id, requests) =>
        void inDatabase(join(root, 'sessions/sessions.db'), ({ insert, run }) => {
          run('delete from usage_ledger where session_id = ?', id)
          run('delete from sessions where id = ?', id)
          if (requests.length === 0) return
          const input = sumOf(requests, (request) => request.input + request.cacheRead)
          const output = sumOf(requests, (request) => request.output)
          const read = sumOf(requests, (request) => request.cacheRead)
          const updated_at = stamp(requests.at(-1)!.time / 1000)
          insert('sessions', session(id, { ...sums(input, output, read), updated_at }))
          for (const request of requests) {
            insert('usage_ledger', {
              id: numberOf(request),
              session_id: id,
              created_timestamp: request.time / 1000,
              model: request.model,
              input_tokens: request.input + request.cacheRead,
              output_tokens: request.output,
              cache_read_tokens: request.cacheRead,
            })
          }
        }),
    },
  ],
  copyPath: () => null,
  recordAt(path, offset) {
    return readDatabase(path, ({ rows }) =>
      JSON.stringify([...rows('select * from usage_ledger where id = ?', offset)][0]),
    )
  },
}
