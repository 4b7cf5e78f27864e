import { isObject } from '../_shared/json.ts'

/** A change of a document: 0 replaces all of it, 1 sets a value, 2 adds to a list, 3 deletes a value. */
export function applyChange(document: unknown, change: Readonly<Record<string, unknown>>): unknown {
  const path = Array.isArray(change.k) ? (change.k as unknown[]) : []
  switch (change.kind) {
    case 0:
      return change.v
    case 1:
      return path.length === 0 ? change.v : setAt(document, path, change.v)
    case 2:
      return addTo(document, path, change)
    case 3:
      return setAt(document, path, undefined)
    default:
      return document
  }
}

function setAt(document: unknown, path: readonly unknown[], value: unknown): unknown {
  const holder = reach(document, path.slice(0, -1), path.at(-1))
  const key = path.at(-1)
  if (holder && isKey(holder, key)) holder[key] = value
  return document
}

/** With `i` the list is first cut to that length. */
function addTo(document: unknown, path: readonly unknown[], { v, i }: Readonly<Record<string, unknown>>): unknown {
  const holder = reach(document, path.slice(0, -1), path.at(-1))
  const key = path.at(-1)
  if (!holder || !isKey(holder, key)) return document
  const list = Array.isArray(holder[key]) ? (holder[key] as unknown[]) : []
  if (typeof i === 'number' && Number.isInteger(i) && i >= 0 && i < list.length) list.length = i
  if (Array.isArray(v)) for (const item of v as unknown[]) list.push(item)
  holder[key] = list
  return document
}

type Holder = Record<string | number, unknown>

/** The object or the list at a path. What is not there yet is made: a list where a number follows. */
function reach(document: unknown, path: readonly unknown[], last: unknown): Holder | null {
  let at = document
  for (const [n, key] of path.entries()) {
    if (!isHolder(at) || !isKey(at, key)) return null
    const next = n + 1 < path.length ? path[n + 1] : last
    if (!isHolder(at[key])) at[key] = typeof next === 'number' ? [] : {}
    at = at[key]
  }
  return isHolder(at) ? at : null
}

const isHolder = (value: unknown): value is Holder => isObject(value) || Array.isArray(value)

const NO_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Of a list only its items and the place behind the last. */
function isKey(holder: Holder, key: unknown): key is string | number {
  if (Array.isArray(holder)) return typeof key === 'number' && Number.isInteger(key) && key >= 0 && key <= holder.length
  return (typeof key === 'string' || typeof key === 'number') && !NO_KEYS.has(String(key))
}
