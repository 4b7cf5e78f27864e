import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openWarehouse } from '../../src/warehouse/open.ts'
import type { Measurer } from './measure.ts'
import type { RepriceResult } from './results.ts'
import { rimuru, rimuruCosts } from './rimuru.ts'
import { medians } from './statistics.ts'
import type { Sample } from './statistics.ts'

const ROWS = 5_000_000
const DAYS = 365
const MODELS = [
  'claude-opus-4-6',
  'claude-sonnet-4-5',
  'claude-haiku-4-5-20251001',
  'gpt-5',
  'gpt-5-mini',
  'gemini-2.5-pro',
  'claude-sonnet-4-20250514',
  'o3',
]
/** Opus and Gemini have other prices above 200,000 tokens of prompt. */
const LONGEST_PROMPT = 250_000

/** What all of a large history costs: as it is, and as if it had been of one model, which prices it twice. */
export async function measureReprice(measurer: Measurer, runs: number): Promise<RepriceResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-bench-reprice-'))
  try {
    const [home, state] = [join(folder, 'home'), join(folder, 'state')]
    await writeHistory(home, state, measurer)
    const measure = (...args: string[]): Sample => {
      const common = ['--json', '--timezone', 'UTC', '--offline']
      const { stdout, ...sample } = measurer.measure(rimuru(home, state, ...args, ...common))
      checkRows(stdout)
      return sample
    }
    const rounds = Array.from({ length: runs + 1 }, (_, round) => ({
      // Asked for another end each time: an answer that is known would be no measure.
      costs: measure('costs', '--by', 'model', '--until', `2027-02-${String(round + 1).padStart(2, '0')}`),
      reprice: measure('reprice', '--with', 'claude-haiku-4-5'),
    })).slice(1)
    return {
      rows: ROWS,
      costs: medians(rounds.map(({ costs }) => costs)),
      reprice: medians(rounds.map(({ reprice }) => reprice)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function checkRows(stdout: string): void {
  const { requests } = (JSON.parse(stdout) as { totals: { requests: number } }).totals
  if (requests !== ROWS) throw new Error(`${requests} requests were priced instead of ${ROWS}`)
}

/** One request of each model is read from a log; the history is made of copies of them, spread over a year. */
async function writeHistory(home: string, state: string, measurer: Measurer): Promise<void> {
  const log = join(home, '.claude', 'projects', '-work', 'session.jsonl')
  mkdirSync(dirname(log), { recursive: true })
  writeFileSync(log, MODELS.map((model, i) => `${JSON.stringify(requestOf(model, i))}\n`).join(''))
  measurer.measure(rimuruCosts(home, state))
  const { db, close } = await openWarehouse(join(state, 'warehouse.duckdb'))
  try {
    await db.run(`
      insert into entry
      select e.* replace (
        concat(identity, '-', i) as identity,
        happened_at + to_minutes((hash(i) % ${DAYS * 24 * 60})::bigint) as happened_at,
        hash(i, 1) % 3000 as input,
        hash(i, 2) % 4000 as output,
        hash(i, 3) % ${LONGEST_PROMPT} as cache_read,
        hash(i, 4) % 5000 as cache_write_5m
      )
      from entry e, range(1, ${ROWS / MODELS.length}) copies (i)`)
    await db.run('checkpoint')
  } finally {
    close()
  }
}

const requestOf = (model: string, index: number) => ({
  type: 'assistant',
  message: {
    id: `msg_${index}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: 'end_turn',
    usage: { input_tokens: 10, output_tokens: 10 },
  },
  requestId: `req_${index}`,
  uuid: `uuid-${index}`,
  timestamp: '2026-01-01T00:00:00.000Z',
  cwd: '/work',
  sessionId: 'session',
  version: '2.1.329',
})
