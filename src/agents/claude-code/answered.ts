import { baseModel } from '../../core/base-model.ts'
import type { Claim, ResponsePart } from '../_shared/agent.ts'

/* Running totals name the model that was asked for. Where another one answered in its place, its responses are told apart. */

const FIELDS = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'reasoning', 'webSearches'] as const

export type Used = Pick<Claim, (typeof FIELDS)[number]>

export interface Answers {
  /** Models that answered what they were asked. */
  readonly own: string[]
  /** By the name of the model that was asked, the one that answered last at the end. */
  readonly others: Answered[]
}

interface Answered {
  readonly asked: string
  readonly model: string
  readonly sum: Used
  /** The last response in it, of which a later row may tell more. */
  readonly id: string | null
  readonly last: Used
}

export const noAnswers = (): Answers => ({ own: [], others: [] })

export function noteAnswer(
  { own, others }: Answers,
  asked: string | null,
  model: string,
  id: string | null,
  parts: readonly ResponsePart[],
): void {
  if (asked === null || asked === model || baseOf(asked) === baseOf(model)) {
    if (!own.includes(model)) own.push(model)
    return
  }
  const at = others.findIndex((other) => other.asked === baseOf(asked) && other.model === model)
  const [known] = at === -1 ? [] : others.splice(at, 1)
  const used = parts.filter((part) => part.model === model && !part.outsideClaim).reduce(plus, NONE)
  const again = known !== undefined && id !== null && known.id === id
  const before = again ? minus(known.sum, known.last) : (known?.sum ?? NONE)
  const last = again && total(known.last) > total(used) ? known.last : used
  others.push({ asked: baseOf(asked), model, sum: plus(before, last), id, last })
}

/** A total of the model that was asked, as those of the models that answered, of which some have totals of their own. */
export function totalsOf(
  asked: string,
  used: Used,
  named: readonly string[],
  { own, others }: Answers,
): (readonly [model: string, used: Used])[] {
  const answered = others.filter((other) => other.asked === baseOf(asked))
  const isOwn = own.some((model) => baseOf(model) === baseOf(asked))
  const heir = isOwn ? asked : (answered.at(-1)?.model ?? asked)
  let rest = used
  const apart = answered
    .filter(({ model }) => model !== heir && !named.some((name) => baseOf(name) === baseOf(model)))
    .map(({ model, sum }) => {
      const part = each((field) => Math.min(sum[field], rest[field]))
      rest = minus(rest, part)
      return [model, part] as const
    })
  return [...apart, [heir, rest]]
}

const each = (of: (field: (typeof FIELDS)[number]) => number): Used =>
  Object.fromEntries(FIELDS.map((field) => [field, of(field)])) as Used

const NONE = each(() => 0)

const plus = (a: Used, b: Used): Used => each((field) => a[field] + b[field])
const minus = (a: Used, b: Used): Used => each((field) => a[field] - b[field])
const total = (used: Used): number => FIELDS.reduce((sum, field) => sum + used[field], 0)

const bases = new Map<string, string>()

/** Few names, of many rows. */
function baseOf(model: string): string {
  const known = bases.get(model)
  if (known !== undefined) return known
  const base = baseModel(model)
  bases.set(model, base)
  return base
}
