import stringWidth from 'string-width'
import { fitted, padded } from '../_shared/columns.ts'
import { preparedTemplate } from '../_shared/templates.ts'
import type { Content } from './content.ts'
import { wrapped } from './lines.ts'
import type { RowView, TableView } from './sections.ts'

const WIDTH = 72
/** The name of a row stays readable when its numbers are long. */
const LEAST_NAME = 12

/** Before a highlight: how urgent it is. */
const MARKS: Readonly<Record<Content['level'], string>> = {
  debug: '-  ',
  info: '-  ',
  warning: '!  ',
  error: '!! ',
  critical: '!! ',
}

const letter = preparedTemplate(new URL('./templates/letter.txt.hbs', import.meta.url))

/** The letter for a client without HTML, in lines that are short enough for all of them. */
export async function textOf(content: Content, leftOut: readonly string[]): Promise<string> {
  const render = await letter
  const { title, message, headline, figures, highlights, budgets, sections, warnings, footer, exactly } = content
  const wide = Math.max(...figures.map(({ value }) => stringWidth(value)), 0)
  const sentence = (text: string, mark = ''): string => mark + wrapped(text, WIDTH, ' '.repeat(mark.length))
  return render({
    ...content,
    rule: '='.repeat(Math.min(WIDTH, stringWidth(title))),
    title: sentence(title),
    message: message.map((line) => sentence(line)),
    headline: headline && sentence([`${headline.value}  ${headline.label}`, headline.note].filter(Boolean).join(', ')),
    figures: figures.map(({ label, value, note }) =>
      sentence(note === null ? label : `${label}, ${note}`, `${padded(value, wide, true)}  `),
    ),
    highlights: highlights.map(({ level, text }) => sentence(text, MARKS[level])),
    budgets: budgets.map(({ name, state, amounts, used, message: why }) => ({
      head: sentence(`${name}: ${state}, ${amounts}${used === null ? '' : `, ${used} used`}`),
      why: why === '' ? null : `  ${wrapped(why, WIDTH, '  ')}`,
    })),
    sections: sections.map(({ title: name, table, chart }) => ({
      title: name && sentence(name),
      rule: name && '-'.repeat(Math.min(WIDTH, stringWidth(name))),
      note: table?.note ? sentence(table.note) : null,
      alt: chart && sentence(chart.alt),
      table: table && tableText(table),
    })),
    warnings: warnings.map((text) => sentence(text, '!  ')),
    left_out: leftOut.map((text) => sentence(text)),
    footer: sentence(
      [exactly === null ? '' : `Exactly ${exactly}.`, footer ?? ''].filter((text) => text !== '').join(' '),
    ),
  })
}

/** In columns: names on the left, numbers on the right. */
function tableText({ head, rows }: TableView): string {
  const [label, ...labels] = head
  const widths = labels.map((text, i) =>
    Math.max(stringWidth(text), ...rows.map(({ numbers }) => stringWidth(numbers[i] ?? ''))),
  )
  const taken = widths.reduce((sum, width) => sum + width + 2, 0)
  const room = Math.max(LEAST_NAME, WIDTH - taken)
  const wide = Math.min(room, Math.max(stringWidth(label), ...rows.map(({ name }) => stringWidth(name))))
  const line = (name: string, numbers: readonly string[]): string =>
    [padded(fitted(name, wide), wide, false), ...numbers.map((text, i) => padded(text, widths[i] ?? 0, true))].join(
      '  ',
    )
  const rule = '-'.repeat(wide + taken)
  const textOfRow = ({ name, numbers, below, kind }: RowView): string => {
    const text = line(name, numbers)
    if (kind === 'total') return `${rule}\n${text}`
    return below === null ? text : `${text}\n  ${fitted(below, WIDTH - 2)}`
  }
  return [line(label, labels), rule, ...rows.map(textOfRow)].join('\n')
}
