import type { PriceEntry } from '../price-list.ts'
import { answerProblem, modelsOffered } from './answer.ts'
import { createDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { keepHistory } from './history.ts'
import { keepApart } from './keep-apart.ts'
import { inForce } from './lines.ts'
import { mergeModel } from './merge-model.ts'
import { inOrder, sourceParts } from './order.ts'
import type { Accepted, Answer, Merged, Offer, PriceLock, Refusal } from './types.ts'

/**
 * The lock with what price providers say now. They stand in the configured order, and the first that lists a model wins.
 * Nothing that was priced before `today` (`YYYY-MM-DD` in UTC) costs anything else afterwards. Where there is no lock yet,
 * it starts from `baselineLock()`.
 */
export function merge(lock: PriceLock, offers: readonly Offer[], today: string, accepted: Accepted): Merged {
  const draft = createDraft(lock, today)
  const refusals: Refusal[] = []
  const taken = new Set<string>()
  const silent = new Set<string>()
  for (const offer of offers) {
    const problem = 'failed' in offer ? null : answerProblem(offer, lock, accepted)
    if ('failed' in offer || problem !== null) {
      silent.add(offer.provider)
      if (problem !== null) refusals.push(wholly(offer.provider, problem))
    } else {
      refusals.push(...mergeAnswer(draft, offer, { taken, silent, accepted }))
    }
  }
  keepApart(draft)
  refusals.push(...keepHistory(draft, accepted))
  const changes = [...draft.changes.values()].sort((a, b) => inOrder(a.after, b.after))
  return { lock: draft.lock(), changes, refusals }
}

interface Progress {
  /** Models that a provider before this one has listed. */
  readonly taken: Set<string>
  /** Providers before this one that said nothing of use: what they said earlier stays. */
  readonly silent: ReadonlySet<string>
  readonly accepted: Accepted
}

function mergeAnswer(draft: Draft, answer: Answer, { taken, silent, accepted }: Progress): readonly Refusal[] {
  const refusals: Refusal[] = []
  for (const [key, entries] of modelsOffered(answer.entries)) {
    if (taken.has(key)) continue
    const known = draft.linesOf(key)
    if (known.length > 0 && silent.has(sourceParts(inForce(known, draft.today).source).source)) continue
    taken.add(key)
    const problem = mergeModel(draft, key, entries, answer, accepted)
    if (problem !== null) refusals.push({ provider: answer.provider, ...nameIn(entries), ...problem })
  }
  return refusals
}

const nameIn = (entries: readonly PriceEntry[]) => ({ seller: entries[0]!.provider, model: entries[0]!.model })

const wholly = (provider: string, { reason, acceptable }: { reason: string; acceptable: boolean }): Refusal => ({
  provider,
  seller: null,
  model: null,
  reason,
  acceptable,
  before: null,
  offered: null,
})
