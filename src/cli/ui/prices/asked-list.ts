import type { AskedItem } from '../../../pipeline/prices/documents.ts'
import type { Io } from '../../io.ts'
import { count, plural } from '../numbers.ts'
import type { Paint } from '../paint.ts'
import { wrapText } from '../wrap.ts'

const MOST_REASONS = 3

/** Whom a sync asked and what they said, a line or two each. */
export function printAsked(asked: readonly AskedItem[], io: Io, style: Paint): void {
  const width = Math.max(...asked.map(({ name }) => name.length))
  const line = (name: string, text: string): void =>
    io.out(wrapText(text, io.width, `${name.padEnd(width)}  `, ' '.repeat(width + 2)))
  for (const item of asked) {
    if (item.failed !== null) {
      line(item.name, `${style.red('no answer')}: ${withoutName(item.failed, item.name)}`)
      continue
    }
    const skipped = item.skipped.reduce((sum, each) => sum + each.count, 0)
    line(
      item.name,
      [
        plural(item.prices, 'price'),
        ...(item.status === 'unchanged' ? ['nothing new since it was last asked'] : []),
        ...(skipped > 0 ? [`${count(skipped)} left out (${skippedWords(item.skipped)})`] : []),
      ].join(', '),
    )
    for (const note of item.notes) line('', style.dim(note))
  }
}

/** The most frequent reasons; the JSON has all of them. */
function skippedWords(skipped: AskedItem['skipped']): string {
  const shown = skipped.toSorted((a, b) => b.count - a.count).slice(0, MOST_REASONS)
  const words = shown.map(({ reason, count: times }) => `${count(times)} ${reason}`)
  return [...words, ...(skipped.length > shown.length ? ['…'] : [])].join(', ')
}

const withoutName = (text: string, name: string): string =>
  text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text
