import { parseDay } from '../../../core/days.ts'
import { EXIT } from '../../../core/errors.ts'
import { openPrices } from '../../../pipeline/prices/open-prices.ts'
import { ratesAs } from '../../../pricing/rules/aliases.ts'
import { unknownModel } from '../../../reports/models-show.ts'
import { buildPrice } from '../../../reports/price.ts'
import type { Invocation } from '../../command.ts'
import { settingsOf } from '../../reading.ts'
import { printPrice } from '../../ui/prices/price-page.ts'

/** What a model costs on a day. */
export async function run(name: string, invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const at = typeof flags.at === 'string' ? parseDay(flags.at, '--at') : new Date().toISOString().slice(0, 10)
  const { pricing } = await settingsOf(invocation)
  const book = await openPrices(pricing)
  const document = buildPrice(name, at, (sku) => ratesAs(name, sku, book.ratesFor))
  if (document.rates.length === 0) throw unknownModel(name, book, [])
  printPrice(document, flags, io)
  return EXIT.ok
}
