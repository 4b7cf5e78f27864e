import { PRICE_CLASSES } from '../../../core/price-rules.ts'
import type { PriceClass } from '../../../core/price-rules.ts'
import type { ChangeItem } from '../../../pipeline/prices/documents.ts'
import type { LockedPrice } from '../../../pricing/lock/types.ts'

const WORDS: Readonly<Record<PriceClass, string>> = {
  input: 'input',
  output: 'output',
  cacheRead: 'read',
  cacheWrite5m: 'write 5m',
  cacheWrite1h: 'write 1h',
  webSearch: 'search',
}

const REST = ['tiers', 'fast', 'batch', 'flex', 'regions', 'hours'] as const

const REST_WORDS: Readonly<Record<(typeof REST)[number], string>> = {
  tiers: 'long prompts',
  fast: 'fast',
  batch: 'batch',
  flex: 'flex',
  regions: 'regions',
  hours: 'hours',
}

/** `input 3 → 2, output 15 → 10, long prompts` */
export function changeWords({ kind, before, after }: ChangeItem): string {
  if (kind === 'alias') return `also named ${after?.aliases?.join(', ')}`
  if (before === null || after === null) return figureWords(after ?? before!)
  const figures = PRICE_CLASSES.flatMap((each) =>
    before[each] === after[each] ? [] : [`${WORDS[each]} ${before[each] ?? '–'} → ${after[each] ?? '–'}`],
  )
  const rest = REST.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return [...figures, ...rest.map((key) => REST_WORDS[key])].join(', ') || 'the same figures'
}

const figureWords = (price: LockedPrice): string =>
  PRICE_CLASSES.flatMap((each) => (price[each] === undefined ? [] : [`${WORDS[each]} ${price[each]}`])).join(', ')
