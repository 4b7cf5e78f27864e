import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { timezoneProblem } from '../../../config/timezone.ts'
import { isTimezone } from '../../../core/days.ts'
import { formatMoney, parseMoney } from '../../../core/money.ts'
import { wrapText } from '../../ui/wrap.ts'
import type { Answers, Place } from './answers.ts'

export interface Terminal {
  readonly input: Readable
  readonly output: Writable
  readonly width: number | null
  readonly signal: AbortSignal
}

/** What is still to be asked. */
export type OpenQuestions = Readonly<Record<keyof Answers, boolean>>

type Read<T> = (answer: string) => { readonly value: T } | { readonly problem: string }

/** One question after the other; Enter takes what stands in brackets. Null when the input ends or is interrupted. */
export async function askFor(
  open: OpenQuestions,
  given: Answers,
  places: readonly Place[],
  { input, output, width, signal }: Terminal,
): Promise<Answers | null> {
  // The terminal's own line editing is enough, and Ctrl-C then reaches this process as the signal that it is.
  const reader = createInterface({ input, terminal: false, signal })
  const lines = reader[Symbol.asyncIterator]()

  /** Until the answer is one. */
  async function ask<T>(question: string, preset: string, read: Read<T>): Promise<{ readonly value: T } | null> {
    for (;;) {
      output.write(`${wrapText(`${question} [${preset}]:`, width, '', '  ').trimEnd()} `)
      const line = await lines.next()
      if (line.done === true || signal.aborted) return null
      const answer = read(line.value.trim() || preset)
      if ('value' in answer) return answer
      output.write(`${answer.problem}\n`)
    }
  }

  try {
    const timezone = open.timezone
      ? await ask('Time zone in which days are cut', given.timezone, readTimezone)
      : { value: given.timezone }
    if (timezone === null) return null
    const budget = open.budget
      ? await ask('Monthly budget in USD, or none', given.budget ?? 'none', readBudget)
      : { value: given.budget }
    if (budget === null) return null
    const place = open.place
      ? await ask(`What runs it every night: ${listOf(places)}`, given.place, readPlace(places))
      : { value: given.place }
    if (place === null) return null
    return { timezone: timezone.value, budget: budget.value, place: place.value }
  } finally {
    reader.close()
  }
}

/** An amount in USD above 0 as plain decimal text. */
export function budgetOf(text: string): string | null {
  const amount = parseMoney(text.replace(/^\$/, ''))
  return amount !== null && amount > 0n ? formatMoney(amount) : null
}

const readTimezone: Read<string> = (answer) =>
  isTimezone(answer) ? { value: answer } : { problem: timezoneProblem(answer) }

const readBudget: Read<string | null> = (answer) => {
  if (/^(none|no|0)$/i.test(answer)) return { value: null }
  const value = budgetOf(answer)
  return value === null ? { problem: `"${answer}" is no amount: write it like 500, or none` } : { value }
}

const readPlace =
  (places: readonly Place[]): Read<Place> =>
  (answer) => {
    const value = places.find((place) => place === answer.toLowerCase())
    return value === undefined ? { problem: `one of ${places.join(', ')}` } : { value }
  }

const MEANING: Partial<Record<Place, string>> = { github: 'github (a runner of your own)', later: 'later (not now)' }

const listOf = (places: readonly Place[]): string => places.map((place) => MEANING[place] ?? place).join(', ')
