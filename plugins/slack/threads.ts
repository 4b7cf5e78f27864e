import type { Context } from 'rimuru/plugin-sdk'
import type { Facts } from '../_shared/notify/facts.ts'
import type { Posted } from './post.ts'

const keyOf = (facts: Facts): string => `thread/${facts.job ?? ''}`.slice(0, 100)

/** The message of a digest whose period an alert is about. */
export async function threadOf({ kv, config }: Context, facts: Facts): Promise<Posted | null> {
  const text = await kv.get(keyOf(facts))
  if (text === null) return null
  const { period, to, channel, ts } = JSON.parse(text) as Posted & { period: string | null; to: unknown }
  return period === facts.period && to === config.channel ? { channel, ts } : null
}

/** The digest is delivered: what goes wrong from here on is no reason to send it again. */
export async function keepThread({ kv, config, log }: Context, facts: Facts, { channel, ts }: Posted): Promise<void> {
  try {
    await kv.set(keyOf(facts), JSON.stringify({ period: facts.period, to: config.channel, channel, ts }))
  } catch (error) {
    log('warning', `alerts will not find the thread of this digest: ${(error as Error).message}`)
  }
}
