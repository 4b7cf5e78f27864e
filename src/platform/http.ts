import { messageOf, systemCodeOf } from '../core/errors.ts'
import { retryAfterMs, withRetries } from './retry.ts'
import type { Attempt } from './retry.ts'
import { programVersion } from './version.ts'

export interface GetOptions {
  /** Not shown in what is said of a failure. */
  readonly headers: Readonly<Record<string, string>>
  /** How often it goes where an answer points; never with a key, which is meant for one place. */
  readonly redirects: number
  readonly mostBytes: number
  /** For one try. */
  readonly timeoutMs: number
  /** For all tries. */
  readonly deadlineMs: number
  /** Proxies: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
}

export interface Got {
  /** 200, or 304 where the headers asked for what has changed. */
  readonly status: number
  readonly etag: string | null
  readonly bytes: Buffer
}

/** Gets an address, and tries again where that may help. What is too long is not read to its end. */
export async function httpGet(url: string, options: GetOptions): Promise<Attempt<Got>> {
  const { EnvHttpProxyAgent, interceptors, request } = await import('undici')
  const { host } = new URL(url)
  const headers = { 'user-agent': `rimuru/${programVersion()}`, ...options.headers }
  let agent: InstanceType<typeof EnvHttpProxyAgent>
  try {
    agent = new EnvHttpProxyAgent(proxies(options.env))
  } catch {
    return { ok: false, why: 'HTTP_PROXY or HTTPS_PROXY holds no address', again: false }
  }
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: options.redirects }))
  const attempt = async (leftMs: number): Promise<Attempt<Got>> => {
    const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(options.timeoutMs, leftMs))))
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
    try {
      const answer = await request(url, { headers, dispatcher, signal })
      const header = (name: string): string | undefined => [answer.headers[name]].flat()[0]
      if (answer.statusCode !== 200 && answer.statusCode !== 304) {
        answer.body.on('error', () => undefined).destroy()
        return unwanted(host, answer.statusCode, header('retry-after'))
      }
      const isAnnouncedTooLong = Number(header('content-length') ?? 0) > options.mostBytes
      if (isAnnouncedTooLong) answer.body.on('error', () => undefined).destroy()
      const bytes = isAnnouncedTooLong ? null : await bytesOf(answer.body, options.mostBytes)
      if (bytes === null)
        return { ok: false, why: `the answer of ${host} is larger than ${options.mostBytes >> 20} MB`, again: false }
      return { ok: true, value: { status: answer.statusCode, etag: header('etag') ?? null, bytes } }
    } catch (error) {
      if (options.signal?.aborted) return { ok: false, why: 'it was interrupted', again: false }
      if (timeout.aborted) return { ok: false, why: `${host} did not answer in time`, again: true }
      if (messageOf(error).startsWith('Redirect loop'))
        return { ok: false, why: `${host} leads in a circle`, again: false }
      const code = systemCodeOf(error) ?? ''
      if (UNTRUSTED.test(code)) {
        const hint = 'NODE_EXTRA_CA_CERTS can name a file with the one of your network'
        return { ok: false, why: `the certificate of ${host} is not trusted: ${code}; ${hint}`, again: false }
      }
      return { ok: false, why: `${host} could not be reached: ${reasonOf(error)}`, again: true }
    }
  }
  try {
    return await withRetries(attempt, options.deadlineMs, options.signal)
  } finally {
    void agent.destroy()
  }
}

/** As where a proxy looks into what passes through it. */
const UNTRUSTED = /CERT|SELF_SIGNED|LEAF_SIGNATURE/

function unwanted(host: string, status: number, retryAfter: string | undefined): Attempt<Got> {
  const again = status === 408 || status === 429 || status >= 500
  return { ok: false, why: `${host} answered ${status}`, again, afterMs: retryAfterMs(retryAfter, Date.now()) }
}

async function bytesOf(body: AsyncIterable<unknown>, most: number): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body) {
    size += (piece as Buffer).length
    if (size > most) return null
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

/** An empty text keeps undici from looking for it in the environment of this process. */
const proxies = (env: GetOptions['env']) => ({
  httpProxy: env.http_proxy || env.HTTP_PROXY || '',
  httpsProxy: env.https_proxy || env.HTTPS_PROXY || '',
  noProxy: env.no_proxy || env.NO_PROXY || '',
})

/** An attempt at each of several addresses has an error each, and no message of its own. */
const reasonOf = (error: unknown): string => systemCodeOf(error) ?? (messageOf(error) || 'it failed')
