import type { AskedItem } from '../../../pipeline/prices/documents.ts'
import type { Io } from '../../io.ts'
import { count, plural } from '../numbers.ts'
import type { Paint } from '../paint.ts'
import { wrapText } from '../wrap.ts'

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
        ...(skipped > 0 ? [`${count(skipped)} left out (${item.skipped.map(skippedWords).join(', ')})`] : []),
      ].join(', '),
    )
    for (const note of item.notes) line('', style.dim(note))
  }
}

const skippedWords = ({ reason, count: times }: AskedItem['skipped'][number]): string => `${count(times)} ${reason}`

const withoutName = (text: string, name: string): string =>
  text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text
