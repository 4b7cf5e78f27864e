import { RimuruError } from '../../core/errors.ts'
import { bySeller, wholeLock } from './by-seller.ts'
import type { LockBySeller } from './by-seller.ts'
import { headIn, linesIn } from './lines-in.ts'
import type { NamedPrice, PriceLine } from './lines-in.ts'
import { inOrder, nameOf } from './order.ts'
import { problemIn } from './problem.ts'
import { SCHEMA_VERSION } from './text.ts'
import type { LockedPrice, LockSource, PriceLock } from './types.ts'

export const parseLock = (text: string, path: string): PriceLock => wholeLock(checkedLock(text, path))

/** All of it is right or it is an error: a report is never priced from a part of a lock. */
export function checkedLock(text: string, path: string): LockBySeller {
  return parsedLater(text, path) ?? parsedWhole(text, path)
}

/** Null where its lines cannot be told from each other. */
function parsedLater(text: string, path: string): LockBySeller | null {
  const head = headIn(text)
  if (head === null) return null
  const sources = sourcesIn(head, path)
  const spans = new Map<string, { readonly start: number; end: number }>()
  for (const line of checked(linesIn(text), sources, path)) {
    if (line === null) return null
    const { provider } = line.price as NamedPrice
    const span = spans.get(provider)
    if (span === undefined) spans.set(provider, { start: line.start, end: line.end })
    else span.end = line.end
  }
  const parse = (start: number, end: number) => JSON.parse(`[${text.slice(start, end)}]`) as readonly LockedPrice[]
  return { sources, sellers: new Map([...spans].map(([seller, { start, end }]) => [seller, () => parse(start, end)])) }
}

function parsedWhole(text: string, path: string): LockBySeller {
  const found = jsonIn(text, path)
  const sources = sourcesIn(found, path)
  if (!isRecord(found) || !Array.isArray(found.prices)) throw broken(path, 'it has no prices')
  const lines = found.prices.map((price: unknown) => ({ price, isRight: false }))
  const prices = [...checked(lines, sources, path)].map(({ price }) => price as LockedPrice)
  return bySeller({ sources, prices })
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw broken(path, text.includes('<<<<<<<') ? 'it holds a merge conflict' : 'it is not JSON', { cause })
  }
}

type Sources = Readonly<Record<string, LockSource>>

function sourcesIn(head: unknown, path: string): Sources {
  const { schema_version: version, sources } = isRecord(head) ? head : {}
  if (version !== SCHEMA_VERSION) {
    throw broken(path, `it has schema version ${JSON.stringify(version)}, this Rimuru knows ${SCHEMA_VERSION}`, {
      hint: 'use the Rimuru that wrote it, or a newer one',
    })
  }
  if (!isRecord(sources)) throw broken(path, 'it has no sources')
  checkSources(sources, path)
  return sources
}

function checkSources(sources: object, path: string): asserts sources is Sources {
  for (const [name, source] of Object.entries(sources)) {
    if (!/^.+@\d{4}-\d\d-\d\d(\.\d+)?$/.test(name)) throw broken(path, `the source "${name}" is not named NAME@DAY`)
    if (!isRecord(source) || typeof source.sha256 !== 'string' || typeof source.fetched_at !== 'string')
      throw broken(path, `the source "${name}" lacks fetched_at or sha256`)
  }
}

/** The same lines, or an error at the first that is wrong. */
function* checked<Line extends Pick<PriceLine, 'price' | 'isRight'> | null>(
  lines: Iterable<Line>,
  sources: Sources,
  path: string,
): Iterable<Line> {
  let count = 0
  let last: NamedPrice | null = null
  for (const line of lines) {
    if (line === null) return yield line
    count += 1
    const price = line.price as NamedPrice
    const problem = line.isRight ? null : problemIn(price)
    if (problem !== null) throw broken(path, `${price?.model ? nameOf(price) : `price ${count}`}: ${problem}`)
    if (!Object.hasOwn(sources, price.source))
      throw broken(path, `${nameOf(price)}: its source "${price.source}" is not among the sources`)
    const order = last === null ? -1 : inOrder(last, price)
    if (order === 0) throw broken(path, `${nameOf(price)} is there twice`)
    if (order > 0) throw broken(path, `${nameOf(price)} stands too late: the lines are sorted`)
    last = price
    yield line
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
