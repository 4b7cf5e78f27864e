import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
import type { ConfigProblem, Context, Delivery, JsonObject, Notification, Report } from 'rimuru/plugin-sdk'
import { sentenceOf, testNotification, variable, variableProblems } from '../_shared/notify/config.ts'
import { deliveryOf, send } from '../_shared/notify/send.ts'
import { contentOf, signedHeaders } from './content.ts'

const secretIn = (config: JsonObject, key: string): string | null => variable(config, key)?.value ?? null

function problemsIn(config: JsonObject): ConfigProblem[] {
  const problems = [...variableProblems(config, 'url_env', true), ...variableProblems(config, 'secret_env', false)]
  const { url, url_env: urlEnv } = config
  if (url === undefined && urlEnv === undefined) problems.push({ path: 'url', message: 'is missing, and url_env too' })
  if (typeof url === 'string' && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    problems.push({ path: 'url', message: 'is no http address' })
  }
  return problems
}

async function notify(notification: Notification, report: Report | null, ctx: Context): Promise<Delivery> {
  const { config } = ctx
  const problems = problemsIn(config)
  if (problems.length > 0) return { delivered: false, detail: sentenceOf(problems) }
  const secret = secretIn(config, 'secret_env')
  const url = secretIn(config, 'url_env') ?? String(config.url)
  const body = contentOf(notification, report)
  const request = () => ({
    url,
    headers: { 'idempotency-key': notification.idempotency_key, ...signedHeaders(body, secret, Date.now()) },
    body,
  })
  const sent = await send(ctx, { request, idempotent: true, secrets: [secret ?? '', url] })
  return deliveryOf(sent, ({ headers }) => headers['x-request-id'] ?? null)
}

await servePlugin(
  defineNotifier({
    id: 'webhook',
    name: 'Webhook',
    version: '0.1.0',
    check: problemsIn,
    notify,
    test: (ctx) => notify(testNotification(), null, ctx),
  }),
)
