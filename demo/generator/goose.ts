import { join } from 'node:path'
import type { World } from './claude.ts'
import { writeDatabase } from './database.ts'
import type { Put } from './database.ts'
import { planSideSessions, priceOf, requestsOf } from './other-agents.ts'
import type { SidePlan } from './other-agents.ts'
import { add } from './tokens.ts'

const MODEL = 'gpt-5.6-terra'
const PRICES = { input: 20_000, output: 120_000, cacheRead: 2_000, cacheWrite: 25_000 }

const SCHEMA = `
  create table sessions (
    id text primary key, name text not null default '', session_type text not null default 'user',
    working_dir text not null, created_at timestamp, updated_at timestamp,
    total_tokens integer, input_tokens integer, output_tokens integer, cache_read_tokens integer, cache_write_tokens integer,
    accumulated_total_tokens integer, accumulated_input_tokens integer, accumulated_output_tokens integer,
    accumulated_cache_read_tokens integer, accumulated_cache_write_tokens integer, accumulated_cost real,
    provider_name text, model_config_json text, archived_at timestamp, project_id text, parent_session_id text
  );
  create table messages (
    id integer primary key autoincrement, message_id text, session_id text not null, role text not null,
    content_json text not null, created_timestamp integer not null, metadata_json text
  );
  create table usage_ledger (
    id integer primary key autoincrement, session_id text not null, created_timestamp integer not null, model text,
    input_tokens integer, output_tokens integer, total_tokens integer, cache_read_tokens integer, cache_write_tokens integer,
    cost real, cost_source text, is_compaction integer default 0
  )`

/** The database of version 1.52, without the columns that tell nothing of usage. */
export function writeGoose(world: World): void {
  const path = join(world.home, '.local/share/goose/sessions/sessions.db')
  writeDatabase(path, SCHEMA, (put) => {
    for (const plan of planSideSessions('goose', world.random)) writeSession(world, plan, put)
  })
}

function writeSession({ random, truth }: World, plan: SidePlan, put: Put): void {
  const id = `${stamp(plan.start).slice(0, 10).replaceAll('-', '')}_1`
  const sum = { input: 0, output: 0, read: 0, written: 0, price: 0 }
  const say = (role: string, time: number, content: object): void =>
    put('messages', {
      message_id: `msg_${random.uuid()}`,
      session_id: id,
      role,
      content_json: JSON.stringify([content]),
      created_timestamp: Math.floor(time / 1000),
    })
  say('user', plan.start, { type: 'text', text: plan.task })
  let last = plan.start
  for (const { time, ...used } of requestsOf(random, plan)) {
    const { input, output, cacheRead, cacheWrite } = used
    // As Goose counts: input holds the cache, output the reasoning.
    const prompt = input + cacheRead + cacheWrite
    put('usage_ledger', {
      session_id: id,
      created_timestamp: Math.floor(time / 1000),
      model: MODEL,
      input_tokens: prompt,
      output_tokens: output,
      total_tokens: prompt + output,
      cache_read_tokens: cacheRead,
      cache_write_tokens: cacheWrite,
      cost: priceOf(used, PRICES) / 1e10,
      cost_source: 'estimated',
    })
    const toolCall = { status: 'success', value: { name: 'developer__shell', arguments: { command: 'npm test' } } }
    say('assistant', time, { type: 'toolRequest', id: `call_${random.alphanumeric(12)}`, toolCall })
    sum.input += prompt
    sum.output += output
    sum.read += cacheRead
    sum.written += cacheWrite
    sum.price += priceOf(used, PRICES)
    add(truth, { requests: 1, input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0, reasoning: 0 })
    last = time
  }
  if (plan.end === 'done') say('assistant', last, { type: 'text', text: 'Done.' })
  put('sessions', {
    id,
    name: plan.task,
    working_dir: plan.cwd,
    created_at: stamp(plan.start),
    updated_at: stamp(last),
    accumulated_total_tokens: sum.input + sum.output,
    accumulated_input_tokens: sum.input,
    accumulated_output_tokens: sum.output,
    accumulated_cache_read_tokens: sum.read,
    accumulated_cache_write_tokens: sum.written,
    accumulated_cost: sum.price / 1e10,
    provider_name: 'openai',
    model_config_json: JSON.stringify({ model_name: MODEL }),
  })
}

const stamp = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')
