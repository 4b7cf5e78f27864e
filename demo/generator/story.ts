import type { Random } from '../../bench/generator/random.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const FIRST_DAY = Date.parse('2026-10-21T00:00:00Z')
const DAYS = 30

export interface Work {
  readonly project: string
  readonly branch: string
  readonly task: string
}

export const WORK: readonly Work[] = [
  { project: 'shop-api', branch: 'feat/SHOP-142-checkout', task: 'Make the checkout endpoint idempotent' },
  {
    project: 'shop-api',
    branch: 'fix/SHOP-155-rounding',
    task: 'Order totals are one cent off when a voucher is split',
  },
  { project: 'shop-api', branch: 'main', task: 'Why does the order list take two seconds?' },
  { project: 'shop-web', branch: 'feat/SHOP-160-search', task: 'Add filters to the product search' },
  { project: 'shop-web', branch: 'chore/upgrade-router', task: 'Move the routes to the new router' },
  { project: 'shop-web', branch: 'main', task: 'The basket badge does not update on Safari' },
  { project: 'billing-jobs', branch: 'feat/monthly-invoices', task: 'Write the monthly invoice run' },
  { project: 'billing-jobs', branch: 'main', task: 'Explain the retry rules of the payment queue' },
  { project: 'infra', branch: 'main', task: 'Review the backup alarms' },
]

export interface Plan {
  readonly agent: 'claude' | 'codex'
  readonly start: number
  readonly cwd: string
  readonly branch: string
  readonly task: string
  readonly model: string
  readonly requests: number
  /** Tokens that a request adds to the prompt of the next one. */
  readonly growth: number
  readonly hasSubagent: boolean
  readonly forked: boolean
  readonly killed: boolean
}

/** About two sessions a working day, few at the weekend, and some that stand out. */
export function planSessions(random: Random): Plan[] {
  const plans: Plan[] = []
  for (let day = 0; day < DAYS; day += 1) {
    const midnight = FIRST_DAY + day * DAY
    const weekday = new Date(midnight).getUTCDay()
    const sessions = weekday === 0 || weekday === 6 ? random.int(0, 1) : random.int(1, 2)
    for (let n = 0; n < sessions; n += 1) plans.push(planSession(random, midnight, n, plans.length))
  }
  return [...plans, RUNAWAY]
}

/** The last day has a session that went on and on: what a report should point at. */
const RUNAWAY: Plan = {
  agent: 'claude',
  start: Date.parse('2026-11-19T13:05:12.345Z'),
  cwd: '/home/dana/code/shop-api',
  branch: 'feat/SHOP-142-checkout',
  task: 'Run the whole checkout suite until every test passes',
  model: 'claude-opus-5-5',
  requests: 58,
  growth: 12_000,
  hasSubagent: true,
  forked: false,
  killed: false,
}

function planSession(random: Random, midnight: number, n: number, index: number): Plan {
  const { project, branch, task } = random.pick(WORK)
  const isCodex = random.chance(0.35)
  // A migration of a large code base: one long day, nearly all of it cache reads.
  const isLong = index === 17
  // A model that is too new to have a price.
  const isNew = midnight >= Date.parse('2026-11-17T00:00:00Z')
  const codexModel = isNew ? 'gpt-6.1-sol' : random.pick(['gpt-6-sol', 'gpt-6-sol', 'gpt-6-astra', 'gpt-5.6-luna'])
  const claudeModel = random.pick(['claude-opus-5-5', 'claude-opus-5-5', 'claude-sonnet-5-5'])
  return {
    agent: isCodex && !isLong ? 'codex' : 'claude',
    start: midnight + (8 + 5 * n) * HOUR + random.int(0, 150) * MINUTE + random.int(0, 59_999),
    cwd: `/home/dana/code/${project}`,
    branch,
    task,
    model: isLong ? 'claude-opus-5-5' : isCodex ? codexModel : claudeModel,
    requests: isLong ? 64 : 5 + random.around(7),
    growth: isLong ? 12_000 : 6_400,
    hasSubagent: random.chance(0.3),
    forked: index === 9 || index === 22,
    killed: index === 27,
  }
}
