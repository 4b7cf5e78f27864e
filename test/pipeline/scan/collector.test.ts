import { describe, expect, it } from 'vitest'
import { DatabaseChanged } from '../../../src/agents/_shared/database-changed.ts'
import type { Response, Scan, ScanFile, Sink } from '../../../src/agents/_shared/agent.ts'
import { newCollector } from '../../../src/pipeline/scan/collector.ts'
import type { Collector } from '../../../src/pipeline/scan/collector.ts'
import { ROWS } from '../../../src/pipeline/scan/row-buffer.ts'
import type { ScanBatch } from '../../../src/warehouse/load/batch.ts'

const FILE: ScanFile = { path: '/made/up.db', kind: 'database', size: 1, start: 0, resume: null }
const MANY = 2 * ROWS + 100

describe('the rows of a large database', () => {
  it('are handed over some at a time, each with its texts and numbers', () => {
    const batches = batchesOf((sink) => {
      for (let n = 0; n < MANY; n += 1) sink.response(response(n, [n + 1]))
    })
    expect(batches.map(({ usage }) => usage.rows)).toEqual([ROWS, ROWS, 100])
    expect(batches.map(({ files }) => files.length)).toEqual([1, 0, 0])
    expect(rowsIn(batches)).toEqual(Array.from({ length: MANY }, (_, n) => `r${n} v${n} ${n + 1}`))
  })

  it('are replaced where they stand when a request comes again with more, and not when with less', () => {
    const batches = batchesOf((sink) => {
      for (let n = 0; n < MANY; n += 1) sink.response(response(n, [n + 1]))
      sink.response(response(7, [50_000]))
      sink.response(response(ROWS + 3, [60_000]))
      sink.response(response(MANY - 1, [1]))
    })
    const rows = rowsIn(batches)
    expect(rows).toHaveLength(MANY)
    expect([rows[7], rows[ROWS + 3], rows[MANY - 1]]).toEqual([
      'r7 v7 50000',
      `r${ROWS + 3} v${ROWS + 3} 60000`,
      `r${MANY - 1} v${MANY - 1} ${MANY}`,
    ])
  })

  it('are replaced with all their parts, also where those lie in two batches', () => {
    const batches = batchesOf((sink) => {
      for (let n = 0; n < ROWS - 1; n += 1) sink.response(response(n, [1]))
      sink.response(response(ROWS, [1, 2, 3]))
      sink.response(response(ROWS + 1, [4]))
      sink.response(response(ROWS, [10, 20, 30]))
    })
    expect(rowsIn(batches).slice(ROWS - 1)).toEqual([
      `r${ROWS} v${ROWS} 10`,
      `r${ROWS} v${ROWS} 20`,
      `r${ROWS} v${ROWS} 30`,
      `r${ROWS + 1} v${ROWS + 1} 4`,
    ])
  })

  it('have none of a reading that failed, and all of what was read before and after it', () => {
    const collector = newCollector()
    let tries = 0
    const scan = (from: number, until: number, fail?: Error) =>
      collector.scan(
        scanOf((sink) => {
          tries += 1
          for (let n = from; n < until; n += 1) sink.response(response(n, [1]))
          if (fail && tries < 3) throw fail
        }),
        0,
        FILE,
      )
    scan(0, 10)
    scan(10, MANY, new DatabaseChanged())
    expect(collector.rows()).toBe(MANY)
    tries = 0
    scan(MANY, 2 * MANY, new Error('broken'))
    expect(collector.rows()).toBe(MANY)
    const rows = rowsIn(drained(collector))
    expect(rows).toHaveLength(MANY)
    expect(new Set(rows).size).toBe(MANY)
  })
})

it.each([0, 1, 2, 3, 4])(
  'of a log, responses of one identity are told apart by their variants (from the %i. on)',
  (first) => {
    const told: readonly [string | null, number][] = [
      ['a', 1],
      [null, 5],
      ['b', 3],
      ['a', 7],
      [null, 2],
    ]

    const rows = rowsIn(
      batchesOf(
        (sink) => {
          for (const [variant, input] of [...told.slice(first), ...told.slice(0, first)]) {
            sink.response({ ...response(0, [input]), variant })
          }
        },
        { ...FILE, kind: 'lines' },
      ),
    )

    expect(rows.toSorted()).toEqual(['r0  5', 'r0 a 7', 'r0 b 3'])
  },
)

function batchesOf(tell: (sink: Sink) => void, file = FILE): ScanBatch[] {
  const collector = newCollector()
  collector.scan(scanOf(tell), 0, file)
  return drained(collector)
}

function drained(collector: Collector): ScanBatch[] {
  const batches: ScanBatch[] = []
  do batches.push(collector.take())
  while (collector.rows() > 0)
  return batches
}

const rowsIn = (batches: readonly ScanBatch[]): string[] =>
  batches.flatMap(({ usage }) => {
    const [identities, variants] = [usage.identities.split('\x1e'), usage.variants.split('\x1e')]
    return Array.from({ length: usage.rows }, (_, row) => `${identities[row]} ${variants[row]} ${usage.input[row]}`)
  })

const scanOf =
  (tell: (sink: Sink) => void): Scan =>
  (_, sink) => {
    tell(sink)
    return { readTo: 0, tornTail: false, resume: null, marks: { head: '', tail: '' } }
  }

const response = (n: number, inputs: readonly number[]): Response => ({
  identity: `r${n}`,
  variant: `v${n}`,
  copyOf: null,
  demoted: false,
  copied: false,
  subagent: false,
  quality: 'exact',
  session: 's',
  time: Date.UTC(2026, 10, 1),
  cwd: null,
  branch: null,
  offset: n,
  parts: inputs.map((input) => ({
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    tier: 'standard',
    speed: 'standard',
    geo: null,
    requests: 1,
    input,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: 0,
    webSearches: 0,
    recordedCost: null,
    outsideClaim: false,
  })),
})

describe('a time that cannot be', () => {
  it('sets its record aside, and no other', () => {
    const [batch] = batchesOf((sink) => {
      sink.response({ ...response(1, [5]), time: 9e15 })
      sink.response({ ...response(2, [6]), time: Number.NaN })
      sink.response(response(3, [7]))
      sink.session({ ...FACTS, startedAt: 5, endedAt: 9e15 })
    })
    expect(rowsIn([batch!])).toEqual(['r3 v3 7'])
    expect(batch!.files[0]).toMatchObject({ quarantined: 2, records: 1 })
    expect(batch!.sessions).toMatchObject([{ startedAt: 5, endedAt: null }])
  })
})

const FACTS = { id: 'S', parent: null, cwd: null, branch: null, signal: 'done' } as const
