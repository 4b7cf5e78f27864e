import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
import type { Context, Delivery, JsonObject } from 'rimuru/plugin-sdk'

const { WEBHOOK_TOKEN: token } = process.env

/** The host makes the request: a plugin has no network of its own. */
async function post(content: JsonObject, key: string, ctx: Context): Promise<Delivery> {
  const answer = await ctx.fetch(String(ctx.config.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // A receiver that has seen this key may drop the message.
      'idempotency-key': key,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(content),
  })
  ctx.log('info', `the receiver answered ${answer.status}`)
  return { delivered: answer.ok, detail: answer.ok ? null : `the receiver answered ${answer.status}` }
}

await servePlugin(
  defineNotifier({
    id: 'webhook-notifier',
    name: 'Webhook example',
    version: '0.1.0',
    check: ({ url }) => (URL.canParse(String(url)) ? [] : [{ path: 'url', message: 'is no address' }]),
    notify({ title, message, level, idempotency_key: key }, report, ctx) {
      return post({ title, message, level, totals: report?.totals ?? null }, key, ctx)
    },
    test: (ctx) => post({ title: 'A test', message: 'Rimuru reaches this webhook.', level: 'info' }, 'test', ctx),
  }),
)
