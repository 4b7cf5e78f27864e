import type { Sku } from '../../core/usage.ts'
import { lookupIn, modelsOf } from '../lookup.ts'
import type { Match } from '../lookup.ts'
import { makersOf } from '../makers.ts'
import { nameCandidates } from '../model-names.ts'
import type { CatalogueModel } from '../price-list.ts'
import { termsText } from '../price-terms.ts'
import { ratesOf } from '../rates.ts'
import { isAccepted } from './answer.ts'
import { skuOf } from './copies.ts'
import type { Draft } from './draft.ts'
import { sellersIn } from './models.ts'
import { keyOf } from './order.ts'
import type { Accepted, Refusal } from './types.ts'

/**
 * A name that is new to the lock may be what a longer name, or the same name at another seller, is found by from now on.
 * Where that would change what an earlier request costs, the model is left out.
 */
export function keepHistory(draft: Draft, accepted: Accepted): readonly Refusal[] {
  const refusals: Refusal[] = []
  for (;;) {
    const clashes = clashesIn(draft, accepted)
    if (clashes.size === 0) return refusals
    for (const [key, name] of clashes) {
      const { provider, seller, model, after } = draft.changes.get(key)!
      draft.undo(key)
      const reason = `requests for ${name} before today were priced otherwise`
      const { source: _, copy_of: __, valid_from: ___, ...offered } = after
      refusals.push({ provider, seller, model, reason, acceptable: true, before: null, offered })
    }
  }
}

/** The models that are to blame, each with a name that it would reprice. */
function clashesIn(draft: Draft, accepted: Accepted): ReadonlyMap<string, string> {
  const clashes = new Map<string, string>()
  const listed = sellersIn(draft.lock())
  const after = lookupIn(listed)
  for (const [name, sellers] of namesAtStake(draft, modelsOf(listed))) {
    for (const provider of [null, ...sellers]) {
      const sku = skuOf(name, provider)
      const [old, now] = [draft.before(sku), after(sku)]
      const key = now && keyOf(now.model)
      if (!old || !now || !key || !draft.changes.has(key) || isAccepted(accepted, now.model)) continue
      if (!costTheSame(old, now, sku, draft.today)) clashes.set(key, name)
    }
  }
  return clashes
}

/** Every name of the lock that a new one may be found for, with the sellers of the new one. */
function namesAtStake(draft: Draft, models: readonly CatalogueModel[]): ReadonlyMap<string, ReadonlySet<string>> {
  const sellersOf = new Map<string, Set<string>>()
  for (const model of models) {
    const kind = draft.changes.get(keyOf(model))?.kind
    for (const name of kind === undefined ? [] : namesOf(model))
      sellersOf.set(name, (sellersOf.get(name) ?? new Set()).add(model.provider))
  }
  const stake = new Map<string, ReadonlySet<string>>()
  for (const name of sellersOf.size === 0 ? [] : new Set(models.flatMap(namesOf))) {
    const sellers = nameCandidates(name).flatMap((candidate) => [...(sellersOf.get(candidate.name) ?? [])])
    if (sellers.length > 0) stake.set(name, new Set(sellers))
  }
  return stake
}

const namesOf = ({ model, aliases }: CatalogueModel): readonly string[] => [model.toLowerCase(), ...aliases]

/** Before a day, whatever the request is. */
function costTheSame(old: Match, now: Match, sku: Sku, day: string): boolean {
  if (historyOf(old, day) === historyOf(now, day)) return true
  // The same costs may be written in two ways.
  const end = Date.parse(day)
  return VARIANTS.every(
    (variant) => ratesBefore(end, old, { ...sku, ...variant }) === ratesBefore(end, now, { ...sku, ...variant }),
  )
}

const VARIANTS = (['standard', 'priority', 'flex', 'batch'] as const).flatMap((tier) =>
  (['standard', 'fast'] as const).flatMap((speed) => [null, 'us', 'eu'].map((geo) => ({ tier, speed, geo }))),
)

const ratesBefore = (end: number, match: Match, sku: Sku): string =>
  ratesOf(match, sku)
    .filter(({ from }) => from === null || from < end)
    .map(({ from, promptOver, promptUpTo, hours, rates }) =>
      [from, promptOver, promptUpTo, hours?.from, hours?.until, ...Object.values(rates)].join(' '),
    )
    .join()

/** Everything that decides what requests before a day cost. */
const historyOf = ({ model, fast }: Match, today: string): string =>
  JSON.stringify([
    fast,
    model.prices
      .filter(({ entry }, index) => index === 0 || (entry.from ?? '') < today)
      .map(({ entry, copyOf }, index) => [
        index === 0 ? null : entry.from,
        makersOf(copyOf?.slice(copyOf.indexOf('/') + 1) ?? model.model)[0] ?? null,
        termsText(entry),
      ]),
  ])
