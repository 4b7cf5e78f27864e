import { grouped } from './count.ts'
import { roundMoney } from './money.ts'
import type { Money } from './money.ts'

/** For people: dollars and cents, half to even. What is less than a cent says that it is not nothing. */
export function dollarsOf(amount: Money): string {
  const text = roundMoney(amount, 2)
  return amount !== 0n && !/[1-9]/.test(text) ? '<$0.01' : `$${grouped(text)}`
}
