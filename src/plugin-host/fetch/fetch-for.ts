import { lookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { messageOf, systemCodeOf } from '../../core/errors.ts'
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
export async function fetchFor(
  granted: readonly string[],
  payload: unknown,
  ending: AbortSignal,
): Promise<Fetched | Refused> {
  const asked = requestIn(payload)
  if (!asked) return refused('invalid', 'a request has a method, a url, headers, a body and its encoding')
  const first = parse(asked.url)
  if (!first || !/^https?:$/.test(first.protocol)) {
    return refused('invalid', `not an http address: ${asked.url.slice(0, 200)}`)
  }
  let url = first
  let { headers, body } = asked
  // In whatever case it was written it is sent like this.
  let method = asked.method.toUpperCase()
  if (method === 'CONNECT') return refused('invalid', 'CONNECT asks for a tunnel, and there is none')
  const signal = AbortSignal.any([
    ending,
    AbortSignal.timeout(Math.ceil(Math.min(asked.timeout_ms ?? TIMEOUT_MS, TIMEOUT_MS))),
  ])
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!isGranted(url, granted)) {
      return refused('denied', `${url.origin} is not granted${redirects > 0 ? ', and it was redirected there' : ''}`)
    }
    if (url.username !== '' || url.password !== '') return refused('invalid', 'an address with a password in it')
    const step = await send(url, { ...asked, method, headers, body }, signal)
    if ('error' in step) return redirects > 0 ? afterRedirect(step) : step
    const next = asked.redirect === 'manual' ? null : redirectOf(step, url)
    if (!next) return step
    if ((step.status === 303 && method !== 'HEAD') || (step.status <= 302 && method === 'POST')) {
      method = 'GET'
      body = null
    }
    // What opens one door is not shown at another.
    if (next.origin !== url.origin) headers = without(headers, SECRETS)
    url = next
  }
  return refused('failed', `more than ${MOST_REDIRECTS} redirects`)
}

/** Who redirected it has had it. */
const afterRedirect = ({ error: { code, message } }: Refused): Refused =>
  refused(code === 'unreached' ? 'failed' : code, message)

const SECRETS = new Set(['authorization', 'cookie'])

const without = (headers: FetchPayload['headers'], names: ReadonlySet<string>): FetchPayload['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase())))

/** What a plugin sends may be anything. */
function requestIn(payload: unknown): FetchPayload | null {
  const { method, url, headers, body, encoding, timeout_ms, redirect } = (payload ?? {}) as Readonly<
    Record<string, unknown>
  >
  const isRight =
    typeof method === 'string' &&
    typeof url === 'string' &&
    typeof headers === 'object' &&
    headers !== null &&
    Object.values(headers).every((value) => typeof value === 'string') &&
    (body === null || typeof body === 'string') &&
    (encoding === 'utf8' || encoding === 'base64') &&
    (timeout_ms === undefined || (typeof timeout_ms === 'number' && timeout_ms >= 0)) &&
    (redirect === undefined || redirect === 'follow' || redirect === 'manual')
  return isRight ? (payload as FetchPayload) : null
}

/** By Node's own client, which has not to be loaded. Each request has a connection of its own. */
async function send(
  url: URL,
  { method, headers, body, encoding }: FetchPayload,
  signal: AbortSignal,
): Promise<Fetched | Refused> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  let connected = false
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, {
        method,
        headers: without(headers, NOT_SENT),
        agent: false,
        lookup: isLiteral(url.hostname) ? lookup : publicLookup,
        signal,
      })
      sent.once('socket', (socket) =>
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true)),
      )
      sent.once('response', resolve)
      sent.on('error', reject)
      // A server may change to another protocol, which is neither an answer nor an error.
      sent.once('close', () => reject(new Error('the connection ended without an answer')))
      sent.end(body === null ? undefined : Buffer.from(body, encoding))
    })
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of response) {
      size += (piece as Buffer).length
      if (size > LARGEST_BODY)
        return refused('failed', `the answer of ${url.origin} is larger than ${LARGEST_BODY} bytes`)
      pieces.push(piece as Buffer)
    }
    return answerOf(response.statusCode ?? 0, response.headers, Buffer.concat(pieces))
  } catch (error) {
    if (signal.aborted) {
      return connected
        ? refused('timeout', `${url.origin} did not answer in time`)
        : refused('unreached', `${url.origin} could not be reached in time`)
    }
    // An attempt at each of several addresses has an error each, and no message of its own.
    const message = messageOf(error) || (systemCodeOf(error) ?? 'it failed')
    if (message.startsWith(PRIVATE_ADDRESS)) return refused('denied', `${url.origin}: ${message}`)
    return refused(connected ? 'failed' : 'unreached', `${url.origin}: ${message}`)
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
