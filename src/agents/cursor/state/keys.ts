import type { Database } from '../../_shared/sqlite.ts'

const COMPOSER = 'composerData:'
const BUBBLE = 'bubbleId:'

/** `;` comes after `:`, so that this is a range of keys that begin alike, and the index on the key serves. */
const after = (prefix: string): string => `${prefix.slice(0, -1)};`

export const composerKey = (session: string): string => COMPOSER + session

export const bubbleRange = (session: string): [from: string, before: string] => [
  `${BUBBLE}${session}:`,
  `${BUBBLE}${session};`,
]

/** Ids with a line end in them are parts of a tool call. */
export function sessionOfKey(key: unknown): string | null {
  if (typeof key !== 'string') return null
  const rest = key.startsWith(COMPOSER) ? key.slice(COMPOSER.length) : bubbleOwner(key)
  return rest === '' || rest === null || /[\r\n]/.test(rest) ? null : rest
}

function bubbleOwner(key: string): string | null {
  if (!key.startsWith(BUBBLE)) return null
  const end = key.indexOf(':', BUBBLE.length)
  return end === -1 ? null : key.slice(BUBBLE.length, end)
}

/** All sessions there are, without a look at what the keys hold. */
export function allSessions(database: Database): Set<string> {
  const sessions = new Set<string>()
  const add = (key: unknown): void => {
    const session = sessionOfKey(key)
    if (session !== null) sessions.add(session)
  }
  for (const { key } of database.rows(KEYS, COMPOSER, after(COMPOSER))) add(key)
  // From the first message of a session on to the first of the next one.
  for (let from = BUBBLE; ;) {
    const [row] = [...database.rows(`${KEYS} order by key limit 1`, from, after(BUBBLE))]
    if (!row) return sessions
    const key = String(row.key)
    add(key)
    // A key that is no UTF-8 reads as another than it is, which would lead back and back.
    if (key.includes('\ufffd')) break
    const owner = bubbleOwner(key)
    from = owner === null ? `${key}\0` : bubbleRange(owner)[1]
  }
  for (const { key } of database.rows(KEYS, BUBBLE, after(BUBBLE))) add(key)
  return sessions
}

/** Those with a row after this one. What is no row of theirs is passed over by its key. */
export function sessionsAfter(database: Database, row: number): Set<string> {
  const sessions = new Set<string>()
  for (const { key } of database.rows('select key from cursorDiskKV where rowid > ?', row)) {
    const session = sessionOfKey(key)
    if (session !== null) sessions.add(session)
  }
  return sessions
}

const KEYS = 'select key from cursorDiskKV where key >= ? and key < ?'
