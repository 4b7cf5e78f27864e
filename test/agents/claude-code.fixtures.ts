import { assistant, T0, user } from './claude-code/rows.ts'
import type { AgentFixtures } from './contract.ts'

export const fixtures: AgentFixtures = {
  dataFolder: 'claude',
  subagentSample: '2.1.329-subagent',
  sessionIds: /^[0-9a-f-]{17,}$/,
  lines: {
    styles: [
      {
        name: 'rows of responses',
        path: (session) => `projects/-made-up-project/${session}.jsonl`,
        lines: (session, requests) => [
          user(T0, 'hi', session),
          ...requests.map(({ id, model, time, input, cacheRead, output }) =>
            assistant({
              session,
              id,
              request: `req-${id}`,
              model,
              time,
              usage: { input_tokens: input, cache_read_input_tokens: cacheRead, output_tokens: output },
            }),
          ),
        ],
      },
      {
        name: 'streamed rows, the first of each incomplete',
        path: (session) => `projects/-made-up-project/${session}.jsonl`,
        lines: (session, requests) => [
          user(T0, 'hi', session),
          ...requests.flatMap(({ id, model, time, input, cacheRead, output }) =>
            [1, output].map((soFar, i) =>
              assistant({
                session,
                id,
                request: `req-${id}`,
                uuid: `${id}-${i}`,
                model,
                time: time + i,
                stop: i === 0 ? null : 'end_turn',
                usage: { input_tokens: input, cache_read_input_tokens: cacheRead, output_tokens: soFar },
              }),
            ),
          ),
        ],
      },
    ],
    moves: [
      {
        how: 'moved to the folder of another project',
        path: (path) => path.replace(/projects\/[^/]+/, 'projects/-elsewhere'),
      },
    ],
    withUnknownUsageField: (record) => record.replace('"output_tokens":', '"crystal_tokens":7,"output_tokens":'),
    unknownLine: '{"type":"crystal-ball","payload":{"usage":{"input_tokens":5,"output_tokens":5}}}',
  },
  copyPath: (path) => path.replace(/projects\/[^/]+/, 'projects/-copied-project'),
}
