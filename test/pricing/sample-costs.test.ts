import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AGENTS } from '../../src/agents/list.ts'
import { parseMoney } from '../../src/core/money.ts'
import { baselineLock } from '../../src/pricing/lock/baseline.ts'
import { merge } from '../../src/pricing/lock/merge.ts'
import { lockText } from '../../src/pricing/lock/text.ts'
import type { LockedPrice, PriceLock } from '../../src/pricing/lock/types.ts'
import { underTest } from '../agents/contract.ts'
import { jsonOf } from '../helpers/cli.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { recordOf } from '../helpers/homes.ts'
import { answer } from './lock/locks.ts'

interface Explained {
  readonly identity: string
  readonly model: string
  readonly time: string
  readonly tier: string
  readonly speed: string
  readonly geo: string | null
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_5m_tokens: number
  readonly cache_write_1h_tokens: number
  readonly web_searches: number
  readonly rule: string
  readonly cost_usd: string | null
}

const BASELINE = baselineLock()

/** Another price for every model from a day on. */
function changed(lock: PriceLock, day: string, change: (price: LockedPrice) => Partial<LockedPrice>): PriceLock {
  const entries = lock.prices.map(({ valid_from: _, source: __, ...price }) => ({
    ...price,
    ...change(price as LockedPrice),
  }))
  return merge(lock, [answer('litellm', entries, day)], day, 'all').lock
}

/** The last price of every model, changed, as the only one. */
const replaced = ({ sources, prices }: PriceLock, change: (price: LockedPrice) => Partial<LockedPrice>): PriceLock => ({
  sources,
  prices: prices
    .filter((price, i) => prices[i + 1]?.model !== price.model)
    .map(({ valid_from: _, ...price }) => ({ ...price, ...change(price) })),
})

const times = (text: string | undefined, by: number): string => String(Number(text ?? '1') * by)

const LOCKS: readonly (readonly [string, PriceLock])[] = [
  ['as it comes', BASELINE],
  [
    'with a price change in the middle of the data',
    changed(BASELINE, '2026-11-10', ({ input }) => ({ input: times(input, 3) })),
  ],
  [
    'with every class, a tier, services and a region of its own',
    replaced(BASELINE, ({ input, output }) => ({
      cacheRead: times(input, 0.25),
      cacheWrite5m: times(input, 1.5),
      cacheWrite1h: times(input, 3),
      webSearch: '0.03',
      tiers: [
        {
          promptOver: 1000,
          input: times(input, 2),
          output: times(output, 3),
          cacheRead: '0.7',
          batch: { times: '0.3' },
        },
      ],
      batch: { times: '0.4' },
      fast: { input: times(input, 5), output: times(output, 5) },
      regions: { us: { times: '1.07' } },
    })),
  ],
]

test.each(LOCKS)('all samples cost what the lock says, to the last digit: a lock %s', async (_, lock) => {
  const folder = tempFolder()
  const agents = await Promise.all(AGENTS.map(underTest))
  const sources = agents.map(({ agent, samples }) => [agent.id, { dirs: samples.map((sample) => sample.folder) }])
  writeText(join(folder, 'rimuru.config.json'), JSON.stringify({ version: 1, sources: Object.fromEntries(sources) }))
  writeText(join(folder, 'prices/prices.lock.json'), lockText(lock))

  const { records } = await jsonOf<{ records: Explained[] }>(['explain', '--json'], { cwd: folder })

  const priced = records.filter(({ cost_usd: cost }) => cost !== null)
  expect(priced.length).toBeGreaterThan(30)
  for (const record of priced) expect(wholeCost(record)).toEqual({ ...record, cost: expectedCost(lock, record) })
})

test('a request costs by its size, its service, its speed and its region, and at the threshold not yet more', async () => {
  const [, lock] = LOCKS[2]!
  const folder = tempFolder()
  const variants = [999, 1000, 1001].flatMap((input) =>
    [
      {},
      { service_tier: 'batch' },
      { speed: 'fast' },
      { inference_geo: 'us' },
      { service_tier: 'batch', inference_geo: 'us' },
    ].map((rest) => ({ input, rest })),
  )
  const records = variants.map(({ input, rest }, i) => {
    const record = JSON.parse(
      recordOf({ time: `2026-11-05T10:00:00.000Z`, model: 'claude-opus-4-6', input: input - 300, output: 50 }, i),
    ) as {
      message: { usage: object }
    }
    const cache_creation = { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 }
    Object.assign(record.message.usage, {
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 100,
      cache_creation,
      ...rest,
    })
    return JSON.stringify(record)
  })
  writeText(join(folder, '.claude/projects/-work/session.jsonl'), linesOf(records))
  writeText(join(folder, 'prices/prices.lock.json'), lockText(lock))

  const found = await jsonOf<{ records: Explained[] }>(['explain', '--json'], { home: folder })

  expect(found.records).toHaveLength(variants.length)
  const sizes = found.records.map(({ rule }) => /prompt (<=|>) 1000/.exec(rule)?.[1])
  expect(sizes.toSorted()).toEqual([...Array<string>(10).fill('<='), ...Array<string>(5).fill('>')])
  for (const record of found.records) expect(wholeCost(record)).toEqual({ ...record, cost: expectedCost(lock, record) })
})

const wholeCost = (record: Explained) => ({
  ...record,
  cost: parseMoney(record.cost_usd ?? '')! * 1_000_000n * 10_000n,
})

/** Worked out from the lines of the lock alone, in 1e-28 USD: money times a million tokens times factors of four places. */
function expectedCost({ prices }: PriceLock, record: Explained): bigint {
  const [head = ''] = record.rule.split(';')
  const [name = ''] = head.split(', ')
  const lines = prices.filter(({ provider, model }) => `${provider}/${model}` === name)
  const line = lines.findLast(({ valid_from: from }) => (from ?? '') <= record.time.slice(0, 10)) ?? lines[0]!
  const size =
    record.input_tokens + record.cache_read_tokens + record.cache_write_5m_tokens + record.cache_write_1h_tokens
  // How many prompts are behind a sum is not known (FORMATS 8.4).
  const prompt = record.identity.startsWith('unlogged:') ? 0 : size
  const tier = line.tiers?.findLast(({ promptOver }) => prompt > promptOver)
  const isClaude = line.model.startsWith('claude-')
  const isFast = record.speed === 'fast' || (record.tier === 'priority' && !isClaude)
  const fast = isFast ? (tier ?? line).fast : undefined
  const figures = fast && !('times' in fast) ? fast : (tier ?? line)
  const { input, output, cacheRead = input } = figures
  const write5m = figures.cacheWrite5m ?? times(input, isClaude ? 1.25 : 1)
  const write1h = figures.cacheWrite1h ?? (isClaude ? times(input, 2) : write5m)
  const batch = (tier ?? line).batch ?? line.batch
  const factors = [
    fast && 'times' in fast ? fast.times : '1',
    record.tier === 'batch' ? (batch && 'times' in batch ? batch.times : '0.5') : '1',
    record.geo === 'us' ? (line.regions?.us?.times ?? (isClaude ? '1.1' : '1')) : '1',
  ]
  const factor = factors.reduce((product, each) => (product * parseMoney(each)!) / parseMoney('1')!, 10_000n)
  const tokens =
    BigInt(record.input_tokens) * parseMoney(input)! +
    BigInt(record.output_tokens) * parseMoney(output)! +
    BigInt(record.cache_read_tokens) * parseMoney(cacheRead)! +
    BigInt(record.cache_write_5m_tokens) * parseMoney(write5m)! +
    BigInt(record.cache_write_1h_tokens) * parseMoney(write1h)!
  const search = isClaude ? parseMoney(figures.webSearch ?? line.webSearch ?? '0.01')! : 0n
  return tokens * factor + BigInt(record.web_searches) * search * 1_000_000n * 10_000n
}
