import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { AgentFixtures, MadeUpRequest } from './contract.ts'
import {
  event,
  eventsPath,
  inDatabase,
  iso,
  record,
  start,
  STORE,
  storeRow,
  storeSession,
  TRACES,
  traceSpan,
  usage,
} from './copilot/rows.ts'
import type { Used } from './copilot/rows.ts'

/** Copilot counts what was read from the cache as input too. */
const used = ({ input, cacheRead, output }: MadeUpRequest): Used => ({
  input: input + cacheRead,
  output,
  read: cacheRead,
})

const numberOf = ({ id }: MadeUpRequest): number => 1 + Number(/\d+$/.exec(id))

/** Each request in a run of its own, that ended with the sums of all before it. */
function shutdowns(session: string, requests: readonly MadeUpRequest[]): string[] {
  const sum = { input: 0, output: 0, read: 0 }
  return requests.map((request) => {
    const { input, output, read = 0 } = used(request)
    sum.input += input
    sum.output += output
    sum.read += read
    return event(
      'session.shutdown',
      {
        shutdownType: 'routine',
        modelMetrics: { [request.model]: { requests: { count: 1, cost: 1 }, usage: usage(sum) } },
        accountingSnapshot: { lastCallInputTokens: input, lastCallOutputTokens: output },
      },
      request.time,
      { id: `${session}-${request.id}` },
    )
  })
}

export const fixtures: AgentFixtures = {
  dataFolder: 'copilot',
  subagentSample: null,
  sessionIds: /^[0-9a-f-]{36}$/,
  lines: {
    styles: [
      {
        name: 'a usage record for each request',
        path: eventsPath,
        lines: (session, requests) => [
          start(session),
          ...requests.map((request) =>
            record(session, request.id, used(request), request.time, { model: request.model }),
          ),
        ],
      },
      {
        name: 'sums when the session is left',
        path: eventsPath,
        lines: (session, requests) => [start(session), ...shutdowns(session, requests)],
      },
    ],
    moves: [{ how: 'moved by its owner', path: (path) => path.replace('session-state/', 'session-state/old/') }],
    withUnknownUsageField: (line) => line.replace('"outputTokens":', '"crystal_tokens":7,"outputTokens":'),
    unknownLine: '{"type":"session.crystal_ball","data":{"usage":{"crystals":5}}}',
  },
  stores: [
    {
      name: 'rows of the session store',
      file: 'session-store.db',
      write: (root, session, requests) =>
        void inDatabase(join(root, 'session-store.db'), STORE, ({ insert, run }) => {
          run('delete from assistant_usage_events where session_id = ?', session)
          run('delete from sessions where id = ?', session)
          if (requests.length === 0) return
          insert('sessions', storeSession(session, { updated_at: iso(requests.at(-1)!.time) }))
          for (const request of requests) {
            insert(
              'assistant_usage_events',
              storeRow(numberOf(request), session, used(request), {
                model: request.model,
                created_at: iso(request.time),
              }),
            )
          }
        }),
    },
    {
      name: 'spans of the agent traces',
      file: 'globalStorage/github.copilot-chat/agent-traces.db',
      write: (root, session, requests) =>
        void inDatabase(join(root, 'globalStorage/github.copilot-chat/agent-traces.db'), TRACES, ({ insert, run }) => {
          run('delete from spans where chat_session_id = ?', session)
          for (const request of requests) {
            insert(
              'spans',
              traceSpan(`${session}-${request.id}`, session, used(request), {
                request_model: request.model,
                response_model: request.model,
                end_time_ms: request.time,
              }),
            )
          }
        }),
    },
  ],
  copyPath: (path) =>
    path.startsWith('session-state/') ? path.replace('session-state/', 'session-state/copy/') : null,
  recordAt(path, offset) {
    const database = new DatabaseSync(`${pathToFileURL(path).href}?immutable=1`)
    const row = database.prepare('select * from assistant_usage_events where id = ?').get(offset)
    database.close()
    return JSON.stringify(row)
  },
}
