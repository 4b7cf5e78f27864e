import { RimuruError } from '../../core/errors.ts'
import { inOrder, nameOf } from './order.ts'
import { figureTestFor, problemIn } from './problem.ts'
import { SCHEMA_VERSION } from './text.ts'
import type { LockedPrice, LockSource, PriceLock } from './types.ts'

/** All of it or an error: a report is never priced from a part of a lock. */
export function parseLock(text: string, path: string): PriceLock {
  const { schema_version: version, sources, prices } = headOf(text, path)
  if (version !== SCHEMA_VERSION) {
    throw broken(path, `it has schema version ${JSON.stringify(version)}, this Rimuru knows ${SCHEMA_VERSION}`, {
      hint: 'use the Rimuru that wrote it, or a newer one',
    })
  }
  if (!isRecord(sources)) throw broken(path, 'it has no sources')
  if (!Array.isArray(prices)) throw broken(path, 'it has no prices')
  checkSources(sources, path)
  checkPrices(prices, sources, text, path)
  return { sources, prices }
}

function headOf(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch (cause) {
    throw broken(path, text.includes('<<<<<<<') ? 'it holds a merge conflict' : 'it is not JSON', { cause })
  }
}

function checkSources(sources: object, path: string): asserts sources is Readonly<Record<string, LockSource>> {
  for (const [name, source] of Object.entries(sources)) {
    if (!/^.+@\d{4}-\d\d-\d\d(\.\d+)?$/.test(name)) throw broken(path, `the source "${name}" is not named NAME@DAY`)
    if (!isRecord(source) || typeof source.sha256 !== 'string' || typeof source.fetched_at !== 'string')
      throw broken(path, `the source "${name}" lacks fetched_at or sha256`)
  }
}

function checkPrices(
  prices: readonly unknown[],
  sources: object,
  text: string,
  path: string,
): asserts prices is readonly LockedPrice[] {
  const isPrice = figureTestFor(text)
  let last: LockedPrice | null = null
  for (const [index, line] of prices.entries()) {
    const problem = problemIn(line, isPrice)
    const price = line as LockedPrice
    if (problem !== null) throw broken(path, `${price?.model ? nameOf(price) : `price ${index + 1}`}: ${problem}`)
    if (!Object.hasOwn(sources, price.source))
      throw broken(path, `${nameOf(price)}: its source "${price.source}" is not among the sources`)
    const order = last === null ? -1 : inOrder(last, price)
    if (order === 0) throw broken(path, `${nameOf(price)} is there twice`)
    if (order > 0) throw broken(path, `${nameOf(price)} stands too late: the lines are sorted`)
    last = price
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const broken = (
  path: string,
  what: string,
  context: { readonly hint?: string; readonly cause?: unknown } = {},
): RimuruError =>
  new RimuruError('E5002', `the price lock cannot be used: ${what}`, {
    where: path,
    hint: 'correct it or take it back in git; without the file the prices that come with Rimuru count',
    ...context,
  })
