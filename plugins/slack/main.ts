import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
import { testNotification } from '../_shared/notify/config.ts'
import { notify, problemsIn } from './notify.ts'

await servePlugin(
  defineNotifier({
    id: 'slack',
    name: 'Slack',
    version: '0.1.0',
    check: problemsIn,
    notify,
    test: (ctx) => notify(testNotification(), null, ctx),
  }),
)
