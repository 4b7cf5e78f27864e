import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { RimuruError } from '../../core/errors.ts'
import type { PriceBook } from '../../core/prices.ts'
import type { PricingSettings } from '../../config/pricing.ts'
import { asLock, asModel } from '../../pipeline/prices/what-if.ts'
import { unknownModel } from '../../reports/models-show.ts'
import { buildReprice } from '../../reports/reprice.ts'
import type { RepriceDocument } from '../../reports/reprice.ts'
import type { Invocation } from '../command.ts'
import { exitOf } from '../quality-exit.ts'
import { calendarOf, openReading } from '../reading.ts'
import { printReprice } from '../ui/reprice-table.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const what = whatOf(invocation)
  const { report, settings, timezone } = await openReading(invocation)
  try {
    const other = await bookOf(what, report.book, settings.pricing)
    const input = { ...report, mode: settings.pricing.cost }
    const document = await buildReprice(input, calendarOf(timezone, settings), what, other)
    printReprice(document, report.sources, flags, io)
    return exitOf(document.quality, flags)
  } finally {
    report.close()
  }
}

/** The name of a model, or a file. */
function whatOf({ flags, cwd }: Invocation): RepriceDocument['with'] {
  if (typeof flags.with !== 'string') {
    throw new RimuruError('E7001', 'reprice needs to know with what', {
      hint: 'give --with MODEL, or --with FILE for the prices of another lock',
    })
  }
  const path = resolve(cwd, flags.with)
  if (existsSync(path) || flags.with.endsWith('.json')) return { model: null, lock: path }
  return { model: flags.with, lock: null }
}

async function bookOf({ model, lock }: RepriceDocument['with'], book: PriceBook, pricing: PricingSettings) {
  if (lock !== null) return asLock(lock, pricing)
  const other = asModel(model!, book)
  if (other === null) throw unknownModel(model!, book, [])
  return other
}
