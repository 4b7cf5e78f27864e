import { grouped } from '../core/count.ts'
import { roundMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'

export const dollars = (money: Money): string => `$${grouped(roundMoney(money, 2))}`

/** `a`, `a and b`, `a, b and c`. */
export const listed = (clauses: readonly string[]): string =>
  clauses.length < 2 ? clauses.join('') : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1)}`
