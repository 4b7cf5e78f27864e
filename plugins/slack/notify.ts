import type { ConfigProblem, Context, Delivery, JsonObject, Notification, Report } from 'rimuru/plugin-sdk'
import { sentenceOf, variableProblems } from '../_shared/notify/config.ts'
import { digestOf } from '../_shared/notify/digest.ts'
import type { Digest } from '../_shared/notify/digest.ts'
import { deadlineOf, deliveryOf } from '../_shared/notify/send.ts'
import { messageOf, tablesOf } from './message.ts'
import { postMessage, postToWebhook } from './post.ts'
import type { Post, Posted } from './post.ts'
import { keepThread, threadOf } from './threads.ts'

const usesToken = (config: JsonObject): boolean => typeof config.token_env === 'string'

export function problemsIn(config: JsonObject): ConfigProblem[] {
  if (!usesToken(config)) return variableProblems(config, 'webhook_env', true)
  const missing = { path: 'channel', message: 'a bot needs the channel that it posts to' }
  return [...variableProblems(config, 'token_env', false), ...(config.channel ? [] : [missing])]
}

export async function notify(notification: Notification, report: Report | null, ctx: Context): Promise<Delivery> {
  const problems = problemsIn(ctx.config)
  if (problems.length > 0) return { delivered: false, detail: sentenceOf(problems) }
  const digest = digestOf(notification, report)
  if (usesToken(ctx.config)) return notifyInThreads(notification, digest, ctx)
  const message = messageOf(digest, notification.level, ['models', 'projects', 'sessions'])
  return deliveryOf(await postToWebhook(ctx, message), () => null)
}

async function notifyInThreads({ level }: Notification, digest: Digest, ctx: Context): Promise<Delivery> {
  const end = performance.now() + deadlineOf(ctx)
  const post = (given: Post): ReturnType<typeof postMessage> => postMessage(ctx, given, end - performance.now())
  const { facts } = digest
  const message = { channel: String(ctx.config.channel), ...messageOf(digest, level, ['models']) }
  const thread = facts.kind === 'alert' ? await threadOf(ctx, facts) : null
  const broadcast = level === 'error' || level === 'critical'
  let posted = await post(thread ? { ...message, ...inThread(thread), reply_broadcast: broadcast } : message)
  // Somebody has deleted the digest.
  if (thread && !posted.ok && posted.why.includes('thread_not_found')) posted = await post(message)
  const delivery = deliveryOf(posted, ({ ts }) => ts)
  if (!posted.ok || facts.kind !== 'digest') return delivery
  await keepThread(ctx, facts, posted.value)
  const blocks = tablesOf(digest)
  if (blocks.length === 0) return delivery
  const reply = await post({ ...inThread(posted.value), text: 'The tables of this report', blocks })
  if (reply.ok) return delivery
  ctx.log('warning', `the tables are not in the thread: ${reply.why}`)
  return { ...delivery, detail: `without the tables in its thread: ${reply.why}` }
}

const inThread = ({ channel, ts }: Posted): Pick<Post, 'channel'> & { thread_ts: string } => ({
  channel,
  thread_ts: ts,
})
