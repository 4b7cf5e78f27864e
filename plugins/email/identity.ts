import { createHash } from 'node:crypto'
import type { JsonObject, Notification } from 'rimuru/plugin-sdk'
import { factsOf } from '../_shared/notify/facts.ts'
import { domainOf } from './addresses.ts'
import { oneLine } from './lines.ts'

/** What a mail client tells messages apart by, and puts them together by. All of it follows from the notification. */
export interface Identity {
  readonly messageId: string
  /** Nothing was ever sent under it: what a job sends in one month answers to it, and so is one thread. */
  readonly thread: string | null
  readonly listId: string
  readonly job: string | null
  /** Of what is inside the message, such as a drawing. */
  readonly contentId: (name: string) => string
  readonly boundary: string
}

export function identityOf(notification: Notification, from: string): Identity {
  const { idempotency_key: key, metadata } = notification
  const facts = factsOf(notification)
  const domain = domainOf(from)
  const job = facts.job && oneLine(facts.job)
  const list = nameIn(job ?? 'notifications')
  const digest = createHash('sha256').update(key).digest('hex')
  const name = /^[\w-]{1,100}$/.test(key) ? key : digest.slice(0, 40)
  const month = facts.kind === 'digest' ? monthOf(metadata.period) : null
  return {
    messageId: `<${name}@${domain}>`,
    thread: job === null || month === null ? null : `<${list}.${month}.rimuru@${domain}>`,
    listId: `<${list}.rimuru.${domain}>`,
    job,
    contentId: (part) => `${nameIn(part)}.${digest.slice(0, 20)}@${domain}`,
    boundary: digest.slice(0, 24),
  }
}

/** As a label of a domain name. */
const nameIn = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'none'

function monthOf(period: JsonObject[string] | undefined): string | null {
  const { until, since } = (period ?? {}) as { readonly until?: unknown; readonly since?: unknown }
  const [month] = /^\d{4}-\d{2}/.exec(String(until ?? since)) ?? []
  return month ?? null
}
