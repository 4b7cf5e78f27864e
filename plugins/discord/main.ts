import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
import type { ConfigProblem, Context, Delivery, FetchAnswer, JsonObject, Notification, Report } from 'rimuru/plugin-sdk'
import { sentenceOf, testNotification, variable, variableProblems } from '../_shared/notify/config.ts'
import { digestOf } from '../_shared/notify/digest.ts'
import { deliveryOf, send } from '../_shared/notify/send.ts'
import { embedOf } from './embed.ts'

const problemsIn = (config: JsonObject): ConfigProblem[] => variableProblems(config, 'webhook_env', true)

async function notify(notification: Notification, report: Report | null, ctx: Context): Promise<Delivery> {
  const problems = problemsIn(ctx.config)
  if (problems.length > 0) return { delivered: false, detail: sentenceOf(problems) }
  const address = variable(ctx.config, 'webhook_env')?.value ?? ''
  const url = new URL(address)
  // The answer is the message, when it is there, with its id.
  url.searchParams.set('wait', 'true')
  const embed = embedOf(digestOf(notification, report), notification.level)
  const request = { url: url.href, body: JSON.stringify({ embeds: [embed], allowed_mentions: { parse: [] } }) }
  // Discord takes a message twice: one that may have arrived is not sent again.
  const sent = await send(ctx, { request: () => request, idempotent: false, secrets: [address, url.pathname] })
  return deliveryOf(sent, idOf)
}

function idOf(answer: FetchAnswer): string | null {
  try {
    return String((answer.json() as { id: unknown }).id)
  } catch {
    return null
  }
}

await servePlugin(
  defineNotifier({
    id: 'discord',
    name: 'Discord',
    version: '0.1.0',
    check: problemsIn,
    notify,
    test: (ctx) => notify(testNotification(), null, ctx),
  }),
)
