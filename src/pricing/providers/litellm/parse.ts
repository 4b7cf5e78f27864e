import type { PriceEntry } from '../../price-list.ts'
import { jsonOf, nonsense } from '../_shared/json.ts'
import { Collection } from '../_shared/parsed.ts'
import type { Parse } from '../_shared/parsed.ts'
import { Unusable, wholeNumber } from '../_shared/prices.ts'
import type { ProviderModel } from '../provider.ts'
import { entryOf } from './entry.ts'
import type { Fields } from './fields.ts'
import { listSchema, modelSchema, periodsSchema } from './schema.ts'
import type { LitellmModel } from './schema.ts'
import { isUsual, ownName, sellerOf } from './sellers.ts'

/** What is sold by tokens of text; all other modes have other units. */
const MODES: ReadonlySet<string> = new Set(['chat', 'completion', 'responses'])

interface Row {
  readonly key: string
  readonly data: LitellmModel
  /** All that stands there; prices are found by the form of their names. */
  readonly fields: Fields
  readonly usual: boolean
}

export const parse: Parse = (text, today) => {
  const list = listSchema.safeParse(jsonOf(text))
  if (!list.success) throw nonsense('no object of models')
  const collection = new Collection()
  const rows = Object.entries(list.data).flatMap(([key, value]): Row[] => {
    const row = modelSchema.safeParse(value)
    if (key === 'sample_spec') return []
    const { data } = row
    if (data) return [{ key, data, fields: value as Fields, usual: isUsual(data.litellm_provider) }]
    collection.skip('no model')
    return []
  })
  for (const row of rows.sort(byRank)) {
    if (!MODES.has(row.data.mode ?? 'chat')) collection.skip(`not sold by text: ${row.data.mode}`)
    else {
      const provider = sellerOf(row.data.litellm_provider)
      const model = ownName(row.key, provider)
      collection.model(modelOf(provider, model, row, today))
      collection.add(() => pricesOf(provider, model, row.fields))
    }
  }
  return collection.result()
}

/** The same whatever the order in the file: usual interfaces first, then short names. */
const byRank = (a: Row, b: Row): number =>
  Number(b.usual) - Number(a.usual) || a.key.length - b.key.length || (a.key < b.key ? -1 : 1)

/** Some snapshots date their prices; the fields beside them hold before and after. */
function pricesOf(provider: string, model: string, fields: Fields): readonly PriceEntry[] {
  const base = entryOf(provider, model, fields)
  if (fields.pricing_periods === undefined || fields.pricing_periods === null) return [base]
  const read = periodsSchema.safeParse(fields.pricing_periods)
  if (!read.success) throw new Unusable('dates that cannot be read')
  const periods = read.data.map((period) => ({
    from: dayOf(period.effective_from),
    until: period.effective_until ? dayOf(period.effective_until) : null,
    entry: entryOf(provider, model, { ...fields, ...period }),
  }))
  const starts = new Set(periods.map(({ from }) => from))
  const ends = periods.flatMap(({ until }) => (until === null || starts.has(until) ? [] : [{ ...base, from: until }]))
  return [base, ...periods.map(({ from, entry }) => ({ ...entry, from })), ...ends]
}

function dayOf(text: string): string {
  const day = /^\d{4}-\d\d-\d\d(?=$|T)/.exec(text)?.[0]
  if (day === undefined || Number.isNaN(Date.parse(day))) throw new Unusable('dates that cannot be read')
  return day
}

function modelOf(provider: string, model: string, { data, fields }: Row, today: string): ProviderModel {
  const contextWindow = wholeNumber(data.max_input_tokens)
  const maxOutput = wholeNumber(data.max_output_tokens)
  const capabilities = Object.keys(fields)
    .filter((name) => name.startsWith('supports_') && fields[name] === true)
    .map((name) => name.slice('supports_'.length))
    .sort()
  const { deprecation_date: ending } = data
  return {
    provider,
    model,
    ...(contextWindow && { contextWindow }),
    ...(maxOutput && { maxOutput }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(ending !== undefined && /^\d{4}-/.test(ending) && ending <= today && { deprecated: true }),
  }
}
