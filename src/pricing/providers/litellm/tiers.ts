import type { Figures, PromptTier, ServicePrices } from '../../price-list.ts'
import { product } from '../_shared/decimals.ts'
import { complete, factor, isComplete, present, Unusable, wholeNumber } from '../_shared/prices.ts'
import type { Fields, FieldPrices } from './fields.ts'
import { standardIn } from './fields.ts'
import { refuseReasoning } from './charges.ts'
import { tieredSchema } from './schema.ts'

/** Prices of services that name both input and output; part of a table says nothing certain. */
export function servicesOf(prices: FieldPrices, over: number): ServicePrices {
  const { fast = {}, batch = {}, flex = {} } = prices.get(over) ?? {}
  return {
    ...(isComplete(fast) && { fast }),
    ...(isComplete(batch) && { batch }),
    ...(isComplete(flex) && { flex }),
  }
}

/** Three ways to write them: by the names of fields, as factors, as spans. */
export function tiersOf(fields: Fields, prices: FieldPrices, base: Figures): readonly PromptTier[] {
  const named = [...prices.keys()]
    .filter((over) => over > 0)
    .map((promptOver): PromptTier => {
      const figures = over(base, prices.get(promptOver)?.standard ?? {})
      return { promptOver, ...figures, ...servicesOf(prices, promptOver) }
    })
  const tiers = named.length > 0 ? named : [...multiplied(fields, base), ...spansOf(fields).filter(isTier)]
  return tiers.toSorted((a, b) => a.promptOver - b.promptOver)
}

const isTier = ({ promptOver }: PromptTier): boolean => promptOver > 0

/** A class without a price of its own keeps the one of ordinary prompts, but an hour's write would be below a shorter one's. */
function over(base: Figures, own: Partial<Figures>): Figures {
  const { cacheWrite1h, ...rest } = base
  const keeps = cacheWrite1h !== undefined && own.input === undefined
  return { ...rest, ...(keeps && { cacheWrite1h }), ...own }
}

function multiplied(fields: Fields, base: Figures): readonly PromptTier[] {
  const promptOver = wholeNumber(fields.long_context_input_token_threshold)
  const input = factor(fields.long_context_input_cost_multiplier)
  const output = factor(fields.long_context_output_cost_multiplier)
  if (promptOver === undefined || (input === undefined && output === undefined)) return []
  const inclusive = fields.long_context_threshold_inclusive === true
  const times = (price: string | undefined, by = '1') => (price === undefined ? undefined : product(price, by))
  const figures = present({
    input: times(base.input, input),
    output: times(base.output, output),
    cacheRead: times(base.cacheRead, input),
    cacheWrite5m: times(base.cacheWrite5m, input),
    cacheWrite1h: times(base.cacheWrite1h, input),
    webSearch: base.webSearch,
  })
  return [{ promptOver: inclusive ? promptOver - 1 : promptOver, ...complete(figures) }]
}

/** The first span is the price of ordinary prompts. */
export function spansOf({ tiered_pricing }: Fields): readonly PromptTier[] {
  const spans = tieredSchema.safeParse(tiered_pricing)
  if (!spans.success) throw new Unusable('sizes of prompts that cannot be read')
  return (spans.data ?? []).map((span): PromptTier => {
    const figures = complete(standardIn(span))
    refuseReasoning(span, figures)
    const [start] = span.range
    const promptOver = /^0+(\.0*)?$/.test(start) ? 0 : wholeNumber(start)
    if (promptOver === undefined) throw new Unusable('sizes of prompts that cannot be read')
    return { promptOver, ...figures }
  })
}
