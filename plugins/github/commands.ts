import { randomUUID } from 'node:crypto'
import type { BudgetFact } from '../_shared/notify/facts.ts'

// What the runner reads, as docs.github.com describes it under "Workflow commands".

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  readonly file?: string | null
  readonly line?: number | null
}

/** A line on stdout that the runner shows at a line of a file. */
export function annotation({ level, title, message, file, line }: Annotation): string {
  const at = file ? [`file=${property(file)}`, ...(line ? [`line=${line}`] : [])] : []
  return `::${level} ${[...at, `title=${property(title)}`].join(',')}::${data(message)}`
}

/** Where a budget is set, what has become of it. */
export const budgetAnnotations = (budgets: readonly BudgetFact[]): string[] =>
  budgets
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state, message, file, line }) =>
      annotation({
        level: state === 'alarm' ? 'error' : 'warning',
        title: `Budget ${name}: ${state}`,
        message,
        file,
        line,
      }),
    )

/** Lines for `$GITHUB_OUTPUT`. A text with line breaks stands between two lines that nobody can guess. */
export const outputLines = (outputs: Readonly<Record<string, string>>): string =>
  Object.entries(outputs)
    .map(([name, value]) => {
      if (!/[\r\n]/.test(value)) return `${name}=${value}\n`
      const delimiter = `rimuru_${randomUUID()}`
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
    })
    .join('')
