import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
import type { Context, Delivery, Notification, Report } from 'rimuru/plugin-sdk'
import { sentenceOf, testNotification } from '../_shared/notify/config.ts'
import { readSettings } from './settings.ts'

async function send(notification: Notification, report: Report | null, ctx: Context): Promise<Delivery> {
  const { settings, problems } = await readSettings(ctx.config, process.env)
  if (problems.length > 0) return { delivered: false, detail: sentenceOf(problems) }
  const [{ compose }, { deliver }] = await Promise.all([import('./compose.ts'), import('./deliver.ts')])
  const letter = await compose(notification, report, settings, new Date())
  return deliver(settings.server, letter, (level, message, fields) => ctx.log(level, message, fields))
}

await servePlugin(
  defineNotifier({
    id: 'email',
    name: 'Email',
    version: '0.1.0',
    check: async (config) => (await readSettings(config, process.env)).problems,
    notify: send,
    test: (ctx) => send(testNotification(), null, ctx),
  }),
)
