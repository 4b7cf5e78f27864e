import { termsIn } from '../price-terms.ts'
import { inOrder } from './order.ts'
import type { LockedPrice, LockSource, PriceLock } from './types.ts'

export const SCHEMA_VERSION = 1
export const UNIT = 'USD per million tokens'

/** The whole file, one line a price, so that a diff reads as a list of price changes. The same entries give the same bytes. */
export function lockText({ sources, prices }: PriceLock): string {
  const head = `"schema_version":${SCHEMA_VERSION},"unit":${JSON.stringify(UNIT)}`
  const named = Object.entries(sources).map(([name, source]) => `${JSON.stringify(name)}:${sourceText(source)}`)
  const lines = prices.toSorted(inOrder).map(lineText)
  return `{${head},"sources":{${block(named)}},"prices":[${block(lines)}]}\n`
}

const block = (lines: readonly string[]): string => (lines.length === 0 ? '' : `\n${lines.join(',\n')}\n`)

const sourceText = ({ url, file, fetched_at, sha256, models }: LockSource): string =>
  JSON.stringify({ url, file, fetched_at, sha256, models })

/** Its keys in the order of the file, and no others. */
export const lineText = (price: LockedPrice): string =>
  JSON.stringify({
    provider: price.provider,
    model: price.model,
    valid_from: price.valid_from,
    ...termsIn(price),
    aliases: price.aliases,
    contextWindow: price.contextWindow,
    deprecated: price.deprecated,
    note: price.note,
    copy_of: price.copy_of,
    source: price.source,
  })
