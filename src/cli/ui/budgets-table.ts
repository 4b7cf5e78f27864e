import { spanName } from '../../core/calendar.ts'
import { dollarsOf } from '../../core/dollars.ts'
import type { BudgetResult } from '../../pipeline/run/context.ts'
import { forecastText } from '../../reports/sections/budgets.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { matterPaint } from './run-page.ts'
import { renderTable } from './table.ts'
import { wrapText } from './wrap.ts'

export function printBudgets(budgets: readonly BudgetResult[], io: Io): void {
  if (budgets.length === 0) {
    return io.out("The config has no budgets. One is: budgets: [{ name: 'team', amount: 500, period: 'month' }]\n")
  }
  const style = paint(io.outColour)
  const columns = [
    { title: 'Budget' },
    { title: 'State', paint: (state: string) => statePaint(state, style)(state) },
    { title: 'Period', optional: 3 },
    { title: 'Spent', align: 'right' as const },
    { title: 'Of', align: 'right' as const },
    { title: 'Used', align: 'right' as const },
    { title: 'Forecast', optional: 2 },
    { title: 'Pace', optional: 4 },
  ]
  const rows = budgets.map((budget) => [
    budget.name,
    budget.state,
    spanName(budget.period),
    `${dollarsOf(budget.spent)}${budget.unpriced_requests > 0 ? '*' : ''}`,
    dollarsOf(budget.amount),
    budget.used_percent === null ? '–' : `${budget.used_percent} %`,
    forecastText(budget) ?? '–',
    budget.pace ?? '–',
  ])
  io.out(renderTable({ columns, rows }, io.width, style))
  for (const { state, message } of budgets) {
    if (state !== 'ok') io.out(statePaint(state, style)(wrapText(message, io.width, '', '  ')))
  }
  if (budgets.some(({ unpriced_requests: requests }) => requests > 0)) {
    io.out(style.dim('* leaves out requests without a price\n'))
  }
}

const statePaint = (state: string, style: Paint): ((text: string) => string) =>
  state === 'ok' ? style.green : matterPaint(state, style)
