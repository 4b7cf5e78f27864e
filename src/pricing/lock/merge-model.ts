import type { PriceEntry } from '../price-list.ts'
import { absurdity } from './absurd.ts'
import { isAccepted } from './answer.ts'
import { copiesFor, newAliases } from './copies.ts'
import type { Draft } from './draft.ts'
import { fromToday, inForce, lineOf, saysNothingNew, wholeHistory, withPrice } from './lines.ts'
import { problemIn } from './problem.ts'
import type { Accepted, Answer, LockedPrice, Refusal } from './types.ts'

type Problem = Pick<Refusal, 'reason' | 'acceptable' | 'before' | 'offered'>

/** Takes what a provider says of one model into the draft, or says why not. */
export function mergeModel(
  draft: Draft,
  key: string,
  entries: readonly PriceEntry[],
  answer: Answer,
  accepted: Accepted,
): Problem | null {
  const offered = entries.map((entry) => lineOf(entry, draft.sourceOf(answer)))
  for (const [index, line] of offered.entries()) {
    const problem = problemIn(line)
    if (problem !== null) return { reason: problem, acceptable: false, before: null, offered: entries[index]! }
  }
  const known = draft.linesOf(key)
  const start = known.length > 0 ? known : copiesFor(draft, offered[0]!)
  const next = start.length === 0 ? wholeHistory(offered) : continued(draft, start, offered, accepted)
  if ('reason' in next) return { ...next, acceptable: true, offered: entries[0]! }
  if (next === start && known.length === 0) {
    draft.skip({ key, offered, provider: answer.provider })
    return null
  }
  const others = entries.flatMap(({ aliases = [] }) => aliases)
  const aliases = newAliases(
    draft.before,
    next[0]!,
    next.flatMap((line) => line.aliases ?? []),
    others,
  )
  if (next === start && aliases.length === 0) return null
  const added = next.filter((line) => !start.includes(line))
  draft.put(key, withAliases(next, aliases), {
    kind: known.length === 0 ? 'new' : next === start ? 'alias' : 'changed',
    seller: next[0]!.provider,
    model: next[0]!.model,
    provider: answer.provider,
    before: start.length === 0 ? null : inForce(start, draft.today),
    after: inForce(added.length > 0 ? added : next, draft.today),
  })
  return null
}

/** The same list where nothing is new. */
function continued(
  draft: Draft,
  start: readonly LockedPrice[],
  offered: readonly LockedPrice[],
  accepted: Accepted,
): readonly LockedPrice[] | Pick<Problem, 'reason' | 'before'> {
  const { provider, model } = start[0]!
  let lines = start
  for (const price of fromToday(offered, draft.today)) {
    const before = inForce(lines, price.valid_from!)
    if (saysNothingNew(price, before)) continue
    const reason = absurdity(before, price)
    if (reason !== null && !isAccepted(accepted, price)) return { reason, before }
    lines = withPrice(lines, { ...price, provider, model })
  }
  return lines
}

function withAliases(lines: readonly LockedPrice[], aliases: readonly string[]): readonly LockedPrice[] {
  if (aliases.length === 0) return lines
  const last = lines.at(-1)!
  return [...lines.slice(0, -1), { ...last, aliases: [...(last.aliases ?? []), ...aliases].sort() }]
}
