import { messageOf } from '../../core/errors.ts'
import { isKnownPrefix, sellerId } from '../seller-names.ts'
import { keyOf, nameOf } from './order.ts'
import { parseLock } from './parse.ts'
import { lockText } from './text.ts'
import type { LockProblem, LockSource, PriceLock } from './types.ts'
import { figureProblems } from './verify-figures.ts'
import type { Fetched } from './verify-figures.ts'

/** Everything about the text of a lock that is wrong or worth a look. */
export function verify(text: string, fetched: Fetched = () => null): readonly LockProblem[] {
  const lock = parsed(text)
  if ('what' in lock) return [lock]
  return [
    ...(text === lockText(lock)
      ? []
      : [note(null, 'it is not written as Rimuru writes it: the next sync rewrites it')]),
    ...Object.entries(lock.sources).flatMap(([name, source]) => sourceProblems(name, source)),
    ...unusedSources(lock),
    ...sellerProblems(lock),
    ...modelProblems(lock),
    ...figureProblems(lock, fetched),
  ]
}

function parsed(text: string): PriceLock | LockProblem {
  try {
    return parseLock(text, '')
  } catch (problem) {
    return error(null, messageOf(problem))
  }
}

function sourceProblems(name: string, { sha256, fetched_at: time, models }: LockSource): readonly LockProblem[] {
  return [
    ...(/^[0-9a-f]{64}$/.test(sha256) ? [] : [error(name, `its sha256 is none: ${sha256.slice(0, 80)}`)]),
    ...(Number.isNaN(Date.parse(time)) ? [error(name, `its fetched_at is no time: ${time}`)] : []),
    ...(Number.isSafeInteger(models) ? [] : [note(name, 'it does not say how many models it listed')]),
  ]
}

function unusedSources({ sources, prices }: PriceLock): readonly LockProblem[] {
  const used = new Set(prices.map(({ source }) => source))
  return Object.keys(sources).flatMap((name) => (used.has(name) ? [] : [note(name, 'no price is from it')]))
}

function sellerProblems({ prices }: PriceLock): readonly LockProblem[] {
  const sellers = [...new Set(prices.map(({ provider }) => provider))]
  const strangers = sellers.filter((seller) => sellerId(seller) === seller && !isKnownPrefix(seller))
  return [
    ...sellers
      .filter((seller) => sellerId(seller) !== seller)
      .map((seller) => error(seller, `no request finds this seller: here it is called ${sellerId(seller)}`)),
    ...(strangers.length === 0 ? [] : [note(null, `sellers known by this name alone: ${strangers.join(', ')}`)]),
  ]
}

function modelProblems({ prices }: PriceLock): readonly LockProblem[] {
  const spellings = new Map<string, string>()
  return prices.flatMap((price) => {
    const { model, valid_from: from } = price
    const spelling = spellings.get(keyOf(price))
    if (spelling === undefined) spellings.set(keyOf(price), model)
    if (spelling === undefined && from !== undefined)
      return [note(nameOf(price), 'what it cost before is not known: this price holds for all earlier usage')]
    if (spelling !== undefined && spelling !== model)
      return [error(nameOf(price), `the same model is listed as ${spelling}`)]
    return []
  })
}

const error = (where: string | null, what: string): LockProblem => ({ level: 'error', where, what })
const note = (where: string | null, what: string): LockProblem => ({ level: 'note', where, what })
