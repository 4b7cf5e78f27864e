import type { Context, FetchAnswer } from 'rimuru/plugin-sdk'
import { variable } from '../_shared/notify/config.ts'
import { retryAfterMs } from '../_shared/notify/retry.ts'
import type { Attempt, Failure } from '../_shared/notify/retry.ts'
import { send } from '../_shared/notify/send.ts'
import { receiversWords } from '../_shared/notify/words.ts'
import type { Message } from './message.ts'

const PLAIN = { unfurl_links: false, unfurl_media: false }

export function postToWebhook(ctx: Context, message: Message): Promise<Attempt<FetchAnswer>> {
  const url = variable(ctx.config, 'webhook_env')?.value ?? ''
  const request = { url, body: JSON.stringify({ ...message, ...PLAIN }) }
  // Slack takes a message twice: one that may have arrived is not sent again.
  return send(ctx, { request: () => request, idempotent: false, secrets: [url] })
}

export interface Posted {
  readonly channel: string
  readonly ts: string
}

export interface Post extends Message {
  readonly channel: string
  readonly thread_ts?: string
  /** Shown in the channel too. */
  readonly reply_broadcast?: boolean
}

export async function postMessage(ctx: Context, post: Post, deadlineMs: number): Promise<Attempt<Posted>> {
  const token = variable(ctx.config, 'token_env')?.value ?? ''
  const request = {
    url: `${String(ctx.config.api_url).replace(/\/$/, '')}/chat.postMessage`,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...post, ...PLAIN }),
  }
  const failureIn = (answer: FetchAnswer): Failure | null => failureOf(answer, token)
  const sent = await send(ctx, { request: () => request, idempotent: false, failureIn, secrets: [token] }, deadlineMs)
  return sent.ok ? { ok: true, value: sent.value.json() as Posted } : sent
}

/** The Web API says with 200 that it did nothing. */
function failureOf(answer: FetchAnswer, token: string): Failure | null {
  let said: { readonly ok?: unknown; readonly error?: unknown }
  try {
    said = answer.json() ?? {}
  } catch {
    return {
      ok: false,
      why: `this is not the Web API of Slack: ${receiversWords(answer.text(), [token])}`,
      again: false,
    }
  }
  if (said.ok === true) return null
  const error = typeof said.error === 'string' ? said.error : 'no reason'
  return {
    ok: false,
    why: `Slack answered ${error}${HINTS[error] ? `: ${HINTS[error]}` : ''}`,
    again: error === 'ratelimited' || error === 'rate_limited',
    afterMs: retryAfterMs(answer.headers['retry-after'], Date.now()),
  }
}

const HINTS: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the app to the channel',
  channel_not_found: 'correct channel, and invite the app to it if it is private',
  missing_scope: 'the app needs the scope chat:write',
  invalid_auth: 'the token is not valid',
}
