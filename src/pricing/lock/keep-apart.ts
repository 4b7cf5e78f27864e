import { lookupIn } from '../lookup.ts'
import { copiesFor, skuOf } from './copies.ts'
import type { Draft } from './draft.ts'
import { fromToday, inForce, saysNothingNew } from './lines.ts'
import { sellersIn } from './models.ts'
import { keyOf } from './order.ts'

/** A model that was left out because its name found the same price needs its own where that price has just changed. */
export function keepApart(draft: Draft): void {
  if (draft.changes.size === 0 || draft.skipped.length === 0) return
  const find = lookupIn(sellersIn(draft.lock()))
  for (const { key, offered, provider } of draft.skipped) {
    const match = find(skuOf(offered[0]!.model, offered[0]!.provider))
    const price = fromToday(offered, draft.today)[0]
    const found = match && draft.linesOf(keyOf(match.model))
    if (!found || !price || saysNothingNew(price, inForce(found, price.valid_from!))) continue
    const copies = copiesFor(draft, price)
    draft.put(key, [...copies, price], {
      kind: 'new',
      seller: price.provider,
      model: price.model,
      provider,
      before: inForce(copies, draft.today),
      after: price,
    })
  }
}
