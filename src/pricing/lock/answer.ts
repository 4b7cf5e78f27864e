import type { PriceEntry } from '../price-list.ts'
import { keyOf, sourceParts } from './order.ts'
import type { Accepted, Answer, PriceLock } from './types.ts'

/** What a provider lists, by model; several prices of one are its history. */
export function modelsOffered(entries: readonly PriceEntry[]): ReadonlyMap<string, readonly PriceEntry[]> {
  const models = new Map<string, PriceEntry[]>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const known = models.get(key)
    if (known === undefined) models.set(key, [entry])
    else known.push(entry)
  }
  return models
}

/** Why nothing of an answer can be trusted; null where it may be looked at model by model. */
export function answerProblem(
  { provider, entries }: Answer,
  lock: PriceLock,
  accepted: Accepted,
): { readonly reason: string; readonly acceptable: boolean } | null {
  if (entries.length === 0) return { reason: 'it lists no prices', acceptable: false }
  const last = Object.entries(lock.sources).findLast(([name]) => sourceParts(name).source === provider)
  const [before, now] = [last?.[1].models ?? 0, modelsOffered(entries).size]
  if (now * 2 >= before || accepted === 'all' || accepted.includes(provider)) return null
  return { reason: `it lists ${now} models, it listed ${before} before`, acceptable: true }
}

export function isAccepted(accepted: Accepted, { provider, model }: Pick<PriceEntry, 'provider' | 'model'>): boolean {
  if (accepted === 'all') return true
  const names = [model.toLowerCase(), `${provider}/${model}`.toLowerCase()]
  return accepted.some((name) => names.includes(name.trim().toLowerCase()))
}
