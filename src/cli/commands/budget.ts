import { EXIT } from '../../core/errors.ts'
import { dayIn, parseDay } from '../../core/days.ts'
import { actionOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { calendarOf, openReading } from '../reading.ts'
import { toJson } from '../ui/formats.ts'
import { printBudgets } from '../ui/budgets-table.ts'

const ACTIONS = ['check'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  actionOf(flags, ACTIONS)
  const { report, settings, timezone } = await openReading(invocation)
  try {
    const { budgetItem, evaluateBudgets } = await import('../../pipeline/run/budgets.ts')
    const { refuseFuture } = await import('../../pipeline/run/period.ts')
    const today = dayIn(timezone, Date.now())
    const day = typeof flags.date === 'string' ? parseDay(flags.date, '--date') : today
    refuseFuture(day, today)
    const calendar = calendarOf(timezone, settings)
    const input = { ...report, mode: settings.pricing.cost }
    const budgets = await evaluateBudgets(settings.budgets, { input, sources: report.sources, calendar, day, today })
    if (flags.json) {
      io.out(toJson({ schema_version: 1, kind: 'budgets', day, timezone, budgets: budgets.map(budgetItem) }))
    } else printBudgets(budgets, io)
    const failOn = flags['fail-on'] ?? 'alarm'
    const stops = budgets.some(
      ({ state }) => failOn !== 'never' && (state === 'alarm' || (failOn === 'warn' && state === 'warn')),
    )
    if (stops) return EXIT.stopped
    return flags.strict && budgets.some(({ state }) => state === 'unknown') ? EXIT.quality : EXIT.ok
  } finally {
    report.close()
  }
}
