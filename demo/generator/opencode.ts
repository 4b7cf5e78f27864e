import { join } from 'node:path'
import type { World } from './claude.ts'
import { writeDatabase } from './database.ts'
import type { Put } from './database.ts'
import { planSideSessions, priceOf, requestsOf } from './other-agents.ts'
import type { SidePlan } from './other-agents.ts'
import { add } from './tokens.ts'

const MODEL = { providerID: 'anthropic', modelID: 'claude-sonnet-5-5' }
const PRICES = { input: 20_000, output: 100_000, cacheRead: 1_000, cacheWrite: 25_000 }

const SCHEMA = `
  create table session (
    id text primary key, project_id text not null, parent_id text, slug text not null, directory text not null,
    title text not null, version text not null, summary_additions integer, summary_deletions integer,
    time_created integer not null, time_updated integer not null, time_archived integer
  );
  create table message (
    id text primary key, session_id text not null, time_created integer not null, time_updated integer not null,
    data text not null
  );
  create table part (
    id text primary key, message_id text not null, session_id text not null, time_created integer not null,
    time_updated integer not null, data text not null
  );
  create index message_session_time_created_id_idx on message (session_id, time_created, id);
  create index part_message_id_id_idx on part (message_id, id)`

/** The database of version 1.18.34, without the columns that tell nothing of usage. */
export function writeOpenCode(world: World): void {
  const path = join(world.home, '.local/share/opencode/opencode.db')
  writeDatabase(path, SCHEMA, (put) => {
    for (const plan of planSideSessions('opencode', world.random)) writeSession(world, plan, put)
  })
}

function writeSession({ random, truth }: World, plan: SidePlan, put: Put): void {
  const id = (kind: string): string => `${kind}_${random.hex(12)}${random.alphanumeric(14)}`
  const session = id('ses')
  const question = id('msg')
  const path = { cwd: plan.cwd, root: plan.cwd }
  const message = (messageId: string, time: number, done: number, data: object): void =>
    put('message', {
      id: messageId,
      session_id: session,
      time_created: time,
      time_updated: done,
      data: JSON.stringify(data),
    })
  message(question, plan.start, plan.start, {
    role: 'user',
    time: { created: plan.start },
    agent: 'build',
    model: MODEL,
  })
  let last = plan.start
  for (const { time, ...used } of requestsOf(random, plan)) {
    const { input, output, cacheRead, cacheWrite, reasoning } = used
    const created = time - random.int(1_500, 3_500)
    const total = input + output + cacheRead + cacheWrite
    message(id('msg'), created, time, {
      ...answer(question, path),
      cost: priceOf(used, PRICES) / 1e10,
      // Since 1.14 the output is without the reasoning.
      tokens: { total, input, output: output - reasoning, reasoning, cache: { read: cacheRead, write: cacheWrite } },
      time: { created, completed: time },
      finish: 'tool-calls',
    })
    add(truth, { requests: 1, input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0, reasoning })
    last = time
  }
  // The last one was broken off, or has said all: neither has counts of its own here.
  const ended = last + 4_000
  message(id('msg'), last + 1_000, ended, {
    ...answer(question, path),
    cost: 0,
    tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
    time: { created: last + 1_000, completed: ended },
    ...(plan.end === 'cancelled'
      ? { error: { name: 'MessageAbortedError', data: { message: 'aborted' } } }
      : { finish: 'stop' }),
  })
  put('session', {
    id: session,
    project_id: 'global',
    slug: plan.project,
    directory: plan.cwd,
    title: plan.task,
    version: '1.18.34',
    time_created: plan.start - 200,
    time_updated: ended,
  })
}

const answer = (parentID: string, path: object) => ({
  role: 'assistant',
  parentID,
  mode: 'build',
  agent: 'build',
  path,
  ...MODEL,
})
