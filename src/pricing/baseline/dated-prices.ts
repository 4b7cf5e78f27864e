import type { ConditionalPrice, ModelInfo, ModelPrice, TimeOfDateConstraint } from '@pydantic/genai-prices'

export interface DatedModelPrice {
  readonly from: string | null
  readonly byHour: boolean
  readonly prices: ModelPrice
}

/**
 * The package knows prices by the hour of the day (DeepSeek), a rate table does not: the price that holds for most hours is
 * taken and marked, so that it is never mistaken for the whole truth.
 */
export function datedPricesOf(info: ModelInfo): readonly DatedModelPrice[] {
  if (!Array.isArray(info.prices)) return [{ from: null, byHour: false, prices: info.prices }]
  const dated = info.prices.filter((price) => windowOf(price) === null)
  const byHour = dated.length < info.prices.length
  const usual = info.prices.find((price) => hoursOf(windowOf(price)) > 12)
  const last = dated.length - 1
  return dated.map((price, index) => ({
    from: startOf(price),
    byHour: byHour && index === last,
    prices: index === last && usual !== undefined ? usual.prices : price.prices,
  }))
}

const windowOf = ({ constraint }: ConditionalPrice): TimeOfDateConstraint | null =>
  constraint?.type === 'time_of_date' ? constraint : null

const startOf = ({ constraint }: ConditionalPrice): string | null =>
  constraint?.type === 'start_date' ? constraint.start_date : null

function hoursOf(window: TimeOfDateConstraint | null): number {
  if (window === null) return 0
  const length = hour(window.end_time) - hour(window.start_time)
  return length < 0 ? length + 24 : length
}

function hour(time: string): number {
  const match = /^(\d\d):(\d\d):00Z$/.exec(time)
  if (!match) throw new Error(`unexpected time of day ${time}`)
  return Number(match[1]) + Number(match[2]) / 60
}
