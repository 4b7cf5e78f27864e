import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { messageOf } from '../../core/errors.ts'
import type { FetchPayload, Refused } from '../../plugin-sdk/messages.ts'
import { isGranted, isLiteral, isPrivate, parse } from './origins.ts'

const LARGEST_BODY = 8 << 20
const MOST_REDIRECTS = 5
const TIMEOUT_MS = 30_000
/** Its place in the message is the host's to fill. */
const NOT_SENT = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'proxy-authorization',
])

interface Fetched {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly encoding: 'utf8' | 'base64'
}

const refused = (code: Refused['error']['code'], message: string): Refused => ({ error: { code, message } })

/** Makes a request for a plugin: each step of it, redirects too, only to what was granted. */
export async function fetchFor(granted: readonly string[], payload: FetchPayload): Promise<Fetched | Refused> {
  let url = parse(payload.url)
  if (!url || !/^https?:$/.test(url.protocol)) return refused('invalid', `not an http address: ${payload.url}`)
  let { method, body } = payload
  const timeout = AbortSignal.timeout(Math.min(payload.timeout_ms ?? TIMEOUT_MS, TIMEOUT_MS))
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!isGranted(url, granted)) {
      return refused('denied', `${url.origin} is not granted${redirects > 0 ? ', and it was redirected there' : ''}`)
    }
    if (url.username !== '' || url.password !== '') {
      return refused('invalid', 'an address with a password in it')
    }
    const step = await send(url, method, payload, body, timeout)
    if ('error' in step) return step
    const next = redirectOf(step, url)
    if (!next) return step
    if (step.status === 303 || ((step.status === 301 || step.status === 302) && method === 'POST')) {
      method = 'GET'
      body = null
    }
    url = next
  }
  return refused('failed', `more than ${MOST_REDIRECTS} redirects`)
}

async function send(
  url: URL,
  method: string,
  { headers, encoding }: FetchPayload,
  body: string | null,
  signal: AbortSignal,
): Promise<Fetched | Refused> {
  const agent = new Agent({ connect: { lookup: isLiteral(url.hostname) ? lookup : publicLookup } })
  try {
    const response = await request(url, {
      method: method as 'GET',
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_SENT.has(name.toLowerCase()))),
      body: body === null ? null : Buffer.from(body, encoding),
      dispatcher: agent,
      signal,
    })
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of response.body) {
      size += (piece as Buffer).length
      if (size > LARGEST_BODY)
        return refused('failed', `the answer of ${url.origin} is larger than ${LARGEST_BODY} bytes`)
      pieces.push(piece as Buffer)
    }
    return answerOf(response.statusCode, response.headers, Buffer.concat(pieces))
  } catch (error) {
    if (signal.aborted) return refused('timeout', `${url.origin} did not answer in time`)
    const message = messageOf(error)
    return refused(message.startsWith(PRIVATE_ADDRESS) ? 'denied' : 'failed', `${url.origin}: ${message}`)
  } finally {
    void agent.destroy()
  }
}

const PRIVATE_ADDRESS = 'its name leads to a private address'

/** The address that is checked is the one that is connected to. */
const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0)
    const found = addresses.find(({ address }) => isPrivate(address))
    if (found) return done(new Error(`${PRIVATE_ADDRESS}: ${found.address}`), '', 0)
    if (options.all) return done(null, addresses)
    done(null, addresses[0]!.address, addresses[0]!.family)
  })
}

function redirectOf({ status, headers }: Fetched, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return null
  try {
    return new URL(headers.location, from)
  } catch {
    return null
  }
}

function answerOf(
  status: number,
  given: Readonly<Record<string, string | string[] | undefined>>,
  bytes: Buffer,
): Fetched {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes)
    ? { status, headers, body: text, encoding: 'utf8' }
    : { status, headers, body: bytes.toString('base64'), encoding: 'base64' }
}
