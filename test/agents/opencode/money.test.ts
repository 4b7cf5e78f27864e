import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import type { Totals } from '../../helpers/dump.ts'

const SAMPLES = join(import.meta.dirname, '../../fixtures/samples/opencode')

/** 1e-18 USD. */
const atto = (usd: string): bigint => {
  const [whole = '0', rest = ''] = usd.split('.')
  return BigInt(whole + rest.padEnd(18, '0'))
}

/** USD for a million tokens: input, output, read from and written to the cache (FORMATS 4.5). */
const PRICES: Readonly<Record<string, readonly [string, string, string, string]>> = {
  'mock-gpt': ['2', '8', '0.5', '0'],
  'claude-sonnet-4-5': ['3', '15', '0.3', '3.75'],
}

async function sample(name: string) {
  const expected = JSON.parse(readFileSync(join(SAMPLES, name, 'expected.json'), 'utf8')) as {
    readonly recorded_cost: string
  }
  const ledger = await coldLoad(openCode, [join(SAMPLES, name, 'opencode')])
  const rows = await ledger.scoped()
  const recorded = rows.reduce((sum, row) => sum + atto(String(row.recorded_cost)), 0n)
  return {
    expected: atto(expected.recorded_cost),
    recorded,
    ours: costOf(await ledger.totals(), String(rows[0]!.model)),
  }
}

function costOf(totals: Totals, model: string): bigint {
  const [input, output, read, write] = PRICES[model]!.map((price) => atto(price) / 1_000_000n) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  return (
    BigInt(totals.input_tokens) * input +
    BigInt(totals.output_tokens) * output +
    BigInt(totals.cache_read_tokens) * read +
    BigInt(totals.cache_write_tokens) * write
  )
}

it.each(['1.18.34-anthropic', '1.18.34-fork'])(
  'comes to what OpenCode recorded since 1.14: %s (FORMATS 4.5)',
  async (name) => {
    const { expected, recorded, ours } = await sample(name)
    expect(recorded).toBe(expected)
    expect(ours).toBe(expected)
  },
)

it.each([
  ['1.1.11-jsonfiles', '0.015459'],
  ['1.3.2-sqlite', '0.0154325'],
])(
  'keeps what OpenCode recorded until 1.3, and is less by the reasoning it charged twice: %s (FORMATS 4.4)',
  async (name, truth) => {
    const { expected, recorded, ours } = await sample(name)
    expect(recorded).toBe(expected)
    expect(ours).toBe(atto(truth))
  },
)
