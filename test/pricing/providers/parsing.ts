import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Parsed } from '../../../src/pricing/providers/_shared/parsed.ts'
import type { PriceEntry } from '../../../src/pricing/price-list.ts'

export const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

export const fixtureText = (name: string): string => readFileSync(fixture(name), 'utf8')

export const pricesOf = (
  { entries }: Pick<Parsed, 'entries'>,
  provider: string,
  model: string,
): readonly PriceEntry[] => entries.filter((entry) => entry.provider === provider && entry.model === model)

export function priceOf(parsed: Pick<Parsed, 'entries'>, provider: string, model: string): PriceEntry {
  const [entry, ...others] = pricesOf(parsed, provider, model)
  if (entry === undefined || others.length > 0) throw new Error(`${others.length + 1} prices of ${provider}/${model}`)
  return entry
}

export const skippedFor = ({ skipped }: Pick<Parsed, 'skipped'>, reason: string): number =>
  skipped.find((each) => each.reason === reason)?.count ?? 0
