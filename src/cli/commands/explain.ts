import { EXIT, RimuruError } from '../../core/errors.ts'
import { formatMoney, parseMoney } from '../../core/money.ts'
import { periodOf } from '../../reports/costs.ts'
import { buildLeftOut } from '../../reports/explain.ts'
import { pricesOf } from '../../reports/prices.ts'
import { buildQuality } from '../../reports/quality.ts'
import { queryCosts } from '../../warehouse/queries/costs.ts'
import { explainRecords } from '../../warehouse/queries/explain.ts'
import type { ExplainedRecord } from '../../warehouse/queries/explain.ts'
import type { Invocation } from '../command.ts'
import { exitOf } from '../quality-exit.ts'
import { calendarOf, openReading } from '../reading.ts'
import { explainWriter } from '../ui/explain/writer.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, signal } = invocation
  const { report, settings, timezone } = await openReading(invocation)
  try {
    const mode = settings.pricing.cost
    const { totals } = await queryCosts(report.db, [], calendarOf(timezone, settings), mode)
    const quality = await buildQuality(report.db, report.scope, report.sources, mode)
    const period = await periodOf(report.db, report.scope)
    const head = {
      period,
      totals,
      quality: quality.block,
      prices: await pricesOf(report, period),
      left_out: await buildLeftOut(report.db, report.scope, quality),
    }
    const writer = explainWriter(head, report.sources, flags, io)
    let sum = 0n
    let count = 0
    for await (const record of explainRecords(report.db, mode)) {
      signal.throwIfAborted()
      sum += costOf(record)
      writer.record(record)
      count += 1
      if (count % BATCH !== 0) continue
      await io.flushed()
      if (io.isClosed()) return EXIT.ok
    }
    if (formatMoney(sum) !== totals.cost_usd) {
      throw new RimuruError('E1002', `the records sum to ${formatMoney(sum)}, the total is ${totals.cost_usd}`, {
        hint: 'this is a mistake in Rimuru: please report it',
      })
    }
    writer.end()
    return exitOf(quality.block, flags)
  } finally {
    report.close()
  }
}

/** So many records are handed over before whoever reads them is waited for. */
const BATCH = 1000

const costOf = (record: ExplainedRecord): bigint =>
  record.cost_usd === null ? 0n : (parseMoney(record.cost_usd) ?? 0n)
