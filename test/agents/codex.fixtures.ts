import { basename } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import type { AgentFixtures, MadeUpRequest } from './contract.ts'
import { meta, rolloutPath, T0, tokenCount, turn, usageRecord } from './codex/rows.ts'
import type { Usage } from './codex/rows.ts'

/** Codex counts what was read from the cache as input too. */
const used = ({ input, cacheRead, output }: MadeUpRequest): Usage => ({
  input: input + cacheRead,
  cached: cacheRead,
  output,
})

function runningTotals(requests: readonly MadeUpRequest[]): Usage[] {
  const sum = { input: 0, cached: 0, output: 0 }
  return requests.map(used).map((usage) => {
    sum.input += usage.input
    sum.cached += usage.cached ?? 0
    sum.output += usage.output
    return { ...sum }
  })
}

export const fixtures: AgentFixtures = {
  dataFolder: 'codex',
  subagentSample: '0.169.0-subagent-nofork',
  sessionIds: /^[0-9a-f-]{17,}$/,
  lines: {
    styles: [
      {
        name: 'a usage record for each response',
        path: rolloutPath,
        lines: (session, requests) => [
          meta(session),
          ...requests.flatMap((request) => [
            turn(null, { model: request.model }, request.time),
            usageRecord(session, request.id, used(request), request.time),
          ]),
        ],
      },
      {
        name: 'running totals, each written twice',
        path: rolloutPath,
        lines: (session, requests) => {
          const totals = runningTotals(requests)
          return [
            meta(session),
            ...requests.flatMap((request, i) => {
              const count = tokenCount(totals[i]!, used(request), request.time)
              return [turn(null, { model: request.model }, request.time), count, count]
            }),
          ]
        },
      },
    ],
    moves: [
      { how: 'archived', path: (path) => `archived_sessions/${basename(path)}` },
      { how: 'compressed', path: (path) => `${path}.zst`, bytes: (content) => zstdCompressSync(content) },
      {
        how: 'archived and compressed',
        path: (path) => `archived_sessions/2026/${basename(path)}.zst`,
        bytes: (content) => zstdCompressSync(content),
      },
    ],
    withUnknownUsageField: (record) => record.replace('"output_tokens":', '"crystal_tokens":7,"output_tokens":'),
    unknownLine: `{"timestamp":"${new Date(T0).toISOString()}","type":"crystal_ball","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":5}}}}`,
  },
  copyPath: (path) => path.replace('sessions/2026/11', 'sessions/2027/12'),
}
