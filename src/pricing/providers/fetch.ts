import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { httpGet } from '../../platform/http.ts'
import { keepAnswer, keptAnswer, sha256Of } from './_shared/cache.ts'
import type { Kept } from './_shared/cache.ts'
import type { FetchedSource, FetchOptions } from './provider.ts'

/** The largest list known has 1.6 MB. */
const MOST_BYTES = 32 << 20

export const LIMITS = { mostBytes: MOST_BYTES, timeoutMs: 20_000, deadlineMs: 60_000 } as const

export type Limits = { readonly [Key in keyof typeof LIMITS]: number }

export interface Answer {
  readonly text: string
  readonly source: FetchedSource
  readonly unchanged: boolean
  /** Keeps it for the next time; what has gone wrong with that, if anything. Call it when the answer has made sense. */
  readonly keep: () => string | null
}

/** What a provider answers: from the file that was given, else from its address, which is asked only for what is new. */
export async function answerOf(
  name: string,
  address: string,
  options: FetchOptions,
  limits: Limits = LIMITS,
): Promise<Answer> {
  if (options.file !== undefined) return answerIn(name, options.file, options, limits)
  const { cacheFolder } = options
  const url = addressAt(address, options.baseUrl)
  const last = cacheFolder === null ? null : keptAnswer(cacheFolder, name)
  const kept = last?.url === url ? last : null
  if (options.offline) return answerKept(name, last)
  const etag = kept?.etag ?? null
  const got = await httpGet(url, {
    headers: etag === null ? {} : { 'if-none-match': etag },
    redirects: 3,
    env: options.env,
    signal: options.signal,
    ...limits,
  })
  if (!got.ok) throw failed(name, got.why, url)
  const { status, bytes } = got.value
  if (status === 304 && kept === null) throw failed(name, 'it answered 304 to a first question', url)
  const fetchedAt = options.now.toISOString()
  const found: Kept =
    status === 304 && kept !== null
      ? { ...kept, fetchedAt }
      : { url, etag: got.value.etag, fetchedAt, sha256: sha256Of(bytes), bytes }
  return {
    text: found.bytes.toString('utf8'),
    source: { url, fetchedAt, sha256: found.sha256 },
    unchanged: found.sha256 === kept?.sha256,
    keep: () => (cacheFolder === null ? null : keepAnswer(cacheFolder, name, found)),
  }
}

function answerIn(name: string, path: string, { now }: FetchOptions, { mostBytes }: Limits): Answer {
  const bytes = bytesIn(name, path, mostBytes)
  const source = { file: basename(path), fetchedAt: now.toISOString(), sha256: sha256Of(bytes) }
  return { text: bytes.toString('utf8'), source, unchanged: false, keep: () => null }
}

function answerKept(name: string, kept: Kept | null): Answer {
  if (kept === null) throw failed(name, 'no answer was kept, and asking is not allowed', 'offline')
  const { url, fetchedAt, sha256, bytes } = kept
  return { text: bytes.toString('utf8'), source: { url, fetchedAt, sha256 }, unchanged: true, keep: () => null }
}

function bytesIn(name: string, path: string, mostBytes: number): Buffer {
  try {
    const stats = statSync(path)
    // A pipe or a device would be waited for.
    if (!stats.isFile()) throw new Error('it is no file')
    if (stats.size > mostBytes) throw new Error(`it is larger than ${mostBytes >> 20} MB`)
    return readFileSync(path)
  } catch (error) {
    throw failed(name, `the file cannot be read: ${messageOf(error)}`, path)
  }
}

/** An address of a provider, with another scheme, host and leading path where a base was given. */
export function addressAt(address: string, baseUrl: string | undefined): string {
  if (baseUrl === undefined) return address
  const { pathname, search } = new URL(address)
  return `${baseUrl.replace(/\/+$/, '')}${pathname}${search}`
}

export const failed = (name: string, why: string, where: string, cause?: unknown): RimuruError =>
  new RimuruError('E5001', `${name}: ${why}`, { where, hint: 'its prices stay as they were', cause })

/** Whatever goes wrong while an answer is read is the answer's fault. */
export async function reading<Value>(name: string, { source }: Pick<Answer, 'source'>, read: () => Promise<Value>) {
  try {
    return await read()
  } catch (cause) {
    const what = cause instanceof RimuruError ? cause.message : 'something that cannot be read'
    throw failed(name, `the answer is ${what}`, source.url ?? source.file ?? name, cause)
  }
}
