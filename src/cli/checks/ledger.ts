import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import type { Findings } from '../../reports/doctor.ts'
import { count, plural } from '../ui/numbers.ts'

const { ok, warn } = checksOf('Data')

/** What differs from what the logs say now, or from what they said before. */
export const ledgerChecks = (findings: Findings): Check[] => [
  ...vanishedCheck(findings),
  ...restatedCheck(findings),
  ...shortfallCheck(findings),
]

function vanishedCheck({ vanished }: Findings): Check[] {
  if (vanished.files === 0) return []
  const files = plural(vanished.files, 'file is', 'files are')
  return [ok('vanished', `${files} no longer there; the history of ${plural(vanished.requests, 'request')} is kept`)]
}

function restatedCheck({ restatements }: Findings): Check[] {
  if (restatements.length === 0) return []
  const items = restatements.map((each) => {
    const change = `${count(each.old_requests)} to ${count(each.new_requests)} requests, ${count(each.old_tokens)} to ${count(each.new_tokens)} tokens`
    return `${each.day}, ${each.source}: ${change} (${each.reason}, noticed ${each.noticed_at})`
  })
  return [ok('restated', `${plural(restatements.length, 'day')} changed after they were over`, { items })]
}

function shortfallCheck({ shortfalls }: Findings): Check[] {
  if (shortfalls.length === 0) return []
  const hint = 'the agent lost count, or its log was rewritten; the records are what counts'
  const items = shortfalls.map(
    ({ session, model, missing_tokens: missing }) => `${session}, ${model}: ${plural(missing, 'token')} fewer`,
  )
  const sessions = new Set(shortfalls.map(({ session }) => session)).size
  return [
    warn('totals', `the running totals of ${plural(sessions, 'session')} are lower than their records`, {
      hint,
      items,
    }),
  ]
}
