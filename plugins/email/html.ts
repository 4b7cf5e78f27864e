import { handlebarsLoaded, preparedTemplate } from '../_shared/templates.ts'
import type { Content, SectionView } from './content.ts'
import type { Drawn } from './drawn.ts'

/** Mid-tones, which stand out on the white of a light client and on the black of a dark one. */
const COLOURS = { red: '#d6403a', amber: '#c47a00', green: '#2b8a57', blue: '#3d7bd0', grey: '#737c87' } as const

const OF_LEVEL: Readonly<Record<Content['level'], string>> = {
  debug: COLOURS.grey,
  info: COLOURS.blue,
  warning: COLOURS.amber,
  error: COLOURS.red,
  critical: COLOURS.red,
}

const OF_STATE = { ok: COLOURS.green, warn: COLOURS.amber, alarm: COLOURS.red, unknown: COLOURS.grey } as const

/** Gmail cuts off what comes after 102 kB. */
const LIMIT = 95_000

const letter = preparedTemplate(new URL('./templates/letter.html.hbs', import.meta.url))

/** The letter with as many of its sections as are shown in one piece. */
export async function htmlOf(content: Content, drawn: Drawn, leftOut: readonly string[]): Promise<string> {
  const [render, { default: handlebars }] = await Promise.all([letter, handlebarsLoaded])
  // Our attributes are quoted: "=" may stay as it is, for programs that look for links in mails.
  const escape = (text: string): string => handlebars.Utils.escapeExpression(text).replaceAll('&#x3D;', '=')
  const page = (sections: number): string => render(escapedIn(viewOf(content, drawn, leftOut, sections), escape))
  let { length: sections } = content.sections
  let html = page(sections)
  while (sections > 0 && Buffer.byteLength(html) > LIMIT) html = page((sections -= 1))
  return html
}

function viewOf(content: Content, drawn: Drawn, leftOut: readonly string[], sections: number): object {
  const { figures, highlights, budgets, level, ...plain } = content
  const more = content.sections.length - sections
  return {
    ...plain,
    colour: OF_LEVEL[level],
    // Two beside each other fit on a phone.
    figure_rows: figures.flatMap((figure, i) => (i % 2 === 0 ? [[figure, figures[i + 1]].filter(Boolean)] : [])),
    highlights: highlights.map(({ text, level: its }) => ({ text, colour: OF_LEVEL[its] })),
    budgets: budgets.map((budget) => ({
      ...budget,
      colour: OF_STATE[budget.state],
      left: budget.share === null ? null : 100 - budget.share,
    })),
    sections: content.sections.slice(0, sections).map((section) => sectionOf(section, drawn)),
    more:
      more === 0 ? null : `${more} more ${more === 1 ? 'table is' : 'tables are'} in the text part and in the report.`,
    left_out: leftOut,
  }
}

function sectionOf({ title, table, chart }: SectionView, drawn: Drawn): object {
  const picture = chart && drawn.pictures.get(chart.id)
  return {
    title,
    chart: chart && picture ? { alt: chart.alt, cid: picture.cid } : null,
    table: table && {
      ...table,
      rows: table.rows.map(({ kind, ...row }) => ({ ...row, rest: kind === 'rest', total: kind === 'total' })),
    },
  }
}

/** Every text in it, whatever the data holds. */
function escapedIn<Value>(value: Value, escape: (text: string) => string): Value {
  if (typeof value === 'string') return escape(value) as Value
  if (Array.isArray(value)) return value.map((each: unknown) => escapedIn(each, escape)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escapedIn(each, escape)])) as Value
}
