import { timeOfNumber } from '../_shared/times.ts'
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { JsonObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { readJson } from './json-file.ts'
import { objectOf } from './message.ts'
import type { Message } from './message.ts'

/** What the messages of a session do not say of it. It stays as it was when the session began. */
export interface SessionBeside {
  readonly created: number | null
  readonly cwd: string | null
  readonly subagent: boolean
}

const known = new Map<string, SessionBeside>()

/** `<storage>/message/<session>/<message>.json`; until 0.5 the storage is a folder `session` with all three in it. */
const storageOf = (path: string): string => dirname(dirname(dirname(path)))

const isOldest = (storage: string): boolean => basename(storage) === 'session'

/** The file of the session, read once: a session has many messages. */
export function sessionBeside(path: string, session: string): SessionBeside {
  const storage = storageOf(path)
  const key = `${storage}\0${session}`
  let found = known.get(key)
  if (!found) {
    found = readSession(storage, `${session}.json`)
    known.set(key, found)
  }
  return found
}

function readSession(storage: string, name: string): SessionBeside {
  const path = sessionFiles.get(storage)?.get(name) ?? listSessions(storage).get(name)
  const data = (path && jsonIn(path)) || {}
  return {
    created: timeOfNumber(objectOf(data.time).created),
    cwd: textOf(data.directory),
    subagent: textOf(data.parentID) !== null,
  }
}

/** By storage and name: to look for each session in the folders of all projects takes longer than to read it. */
const sessionFiles = new Map<string, ReadonlyMap<string, string>>()

function listSessions(storage: string): ReadonlyMap<string, string> {
  const folders = isOldest(storage)
    ? [join(storage, 'info')]
    : namesIn(join(storage, 'session')).map((project) => join(storage, 'session', project))
  const files = new Map<string, string>()
  // Where two projects have one, it is that of the first.
  for (const folder of folders.toReversed()) for (const name of namesIn(folder)) files.set(name, join(folder, name))
  sessionFiles.set(storage, files)
  return files
}

/** A step tells its reason, tokens and cost; a part that is longer is something else, such as what a tool put out. */
const LONGEST_STEP = 4096

export function stepsBeside(path: string, { session, id }: Message): JsonObject[] {
  const storage = storageOf(path)
  const folder = isOldest(storage) ? join(storage, 'part', session, id) : join(storage, 'part', id)
  const names = namesIn(folder).filter((name) => name.endsWith('.json'))
  const steps: JsonObject[] = []
  for (const [n, name] of names.entries()) {
    // One step is told by the message itself; most have no more, and few parts.
    if (steps.length + names.length - n < 2) break
    const part = jsonIn(join(folder, name), LONGEST_STEP)
    if (part?.type === 'step-finish') steps.push(part)
  }
  return steps
}

/** Names of parts are in the order in which they were made. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Null for what is gone, or is no file. */
function jsonIn(path: string, longest?: number): JsonObject | null {
  try {
    return readJson(path, longest)
  } catch {
    return null
  }
}
