import { appendFile, stat } from 'node:fs/promises'
import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
import type { Delivery, Notification, Report } from 'rimuru/plugin-sdk'
import { testNotification } from '../_shared/notify/config.ts'
import { digestOf } from '../_shared/notify/digest.ts'
import { factsOf, gravestOf } from '../_shared/notify/facts.ts'
import { annotation, budgetAnnotations, outputLines } from './commands.ts'
import { summaryOf } from './summary.ts'

const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT } = process.env

/** What a step may write in all. */
const SUMMARY_BYTES = 1 << 20

async function notify(notification: Notification, report: Report | null): Promise<Delivery> {
  if (GITHUB_ACTIONS !== 'true')
    return { delivered: false, skipped: true, detail: 'this is no job of GitHub Actions: nothing was done' }
  const { kind, budgets, reportPath } = factsOf(notification)
  if (GITHUB_STEP_SUMMARY) {
    const room = SUMMARY_BYTES - (await sizeOf(GITHUB_STEP_SUMMARY))
    await appendFile(GITHUB_STEP_SUMMARY, summaryOf(digestOf(notification, report), notification.level, room))
  }
  if (GITHUB_OUTPUT && kind !== 'test') {
    const outputs = {
      'total-usd': String(report?.totals.cost_usd ?? ''),
      status: gravestOf(budgets),
      'report-path': reportPath ?? '',
      level: notification.level,
    }
    await appendFile(GITHUB_OUTPUT, outputLines(outputs))
  }
  const { title, message } = notification
  const notice = kind === 'test' ? [annotation({ level: 'notice', title, message })] : []
  return { delivered: true, detail: null, output: [...notice, ...budgetAnnotations(budgets)] }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0

await servePlugin(
  defineNotifier({
    id: 'github',
    name: 'GitHub Actions',
    version: '0.1.0',
    check: () => [],
    notify,
    test: () => notify(testNotification(), null),
  }),
)
