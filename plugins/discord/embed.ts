import type { NotificationLevel } from 'rimuru/plugin-sdk'
import { barLines, meter } from '../_shared/notify/bars.ts'
import { budgetFigures } from '../_shared/notify/budgets.ts'
import type { StarredBudget } from '../_shared/notify/budgets.ts'
import { LEVEL_SIGNS, pick, STATE_SIGNS } from '../_shared/notify/digest.ts'
import type { Digest, Ranking } from '../_shared/notify/digest.ts'
import { countOf } from '../_shared/others.ts'
import { clip } from '../_shared/notify/words.ts'
import { escaped, fitted } from './escape.ts'

interface Field {
  readonly name: string
  readonly value: string
  readonly inline: boolean
}

export interface Embed {
  readonly title: string
  readonly description?: string
  readonly url?: string
  readonly color: number
  readonly fields: readonly Field[]
  readonly footer?: { readonly text: string }
}

/** Of one embed; `all` of its texts together. */
const LIMITS = { title: 256, description: 4096, fields: 25, name: 256, value: 1024, footer: 2048, all: 6000 } as const
/** Leaves room for the tables. */
const DESCRIPTION = 2_800
const FIGURES = 6
const ROWS = 10

const COLOURS: Readonly<Record<NotificationLevel, number>> = {
  debug: 0x95_a5_a6,
  info: 0x34_98_db,
  warning: 0xf1_c4_0f,
  error: 0xe7_4c_3c,
  critical: 0x99_2d_22,
}

export function embedOf(digest: Digest, level: NotificationLevel): Embed {
  const { facts, figures, footer } = digest
  const sign = facts.kind === 'alert' ? `${LEVEL_SIGNS[level]} ` : ''
  const title = fitted(`${sign}${escaped(digest.title)}`, LIMITS.title)
  const description = fitted(descriptionOf(digest), Math.min(LIMITS.description, DESCRIPTION))
  const below = clip(footer.join(' · '), LIMITS.footer)
  const tables = pick(digest, ['models', 'projects', 'sessions', 'agents'])
  const all = [...figures.slice(0, FIGURES).map(figureField), ...tables.map(tableField)]
  return {
    title,
    color: COLOURS[level],
    ...(description === '' ? {} : { description }),
    ...(facts.url === null ? {} : { url: facts.url }),
    fields: fitting(all, LIMITS.all - title.length - description.length - below.length),
    ...(below === '' ? {} : { footer: { text: below } }),
  }
}

/** As many, in their order, as there is room for. */
function fitting(fields: readonly Field[], room: number): Field[] {
  let left = room
  const end = fields.findIndex(({ name, value }) => (left -= name.length + value.length) < 0)
  return fields.slice(0, Math.min(LIMITS.fields, end === -1 ? fields.length : end))
}

const descriptionOf = ({ note, message, highlights, budgets, warnings }: Digest): string =>
  [
    note === null ? '' : `**${escaped(note)}**`,
    message === null ? '' : escaped(message),
    highlights.map(({ level, text }) => `${LEVEL_SIGNS[level]} ${escaped(text)}`).join('\n'),
    budgets.map(budgetText).join('\n'),
    warnings.map((warning) => `⚠️ ${escaped(warning)}`).join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')

function budgetText(budget: StarredBudget): string {
  const { name, state, used_percent: used, message } = budget
  const line = `${STATE_SIGNS[state]} **${escaped(name)}** ${meter(used)} ${escaped(budgetFigures(budget))}`
  return state === 'ok' || message === '' ? line : `${line}\n${escaped(message)}`
}

const figureField = ({ label, value, note }: Digest['figures'][number]): Field => ({
  name: fitted(escaped(label), LIMITS.name),
  value: fitted(`**${escaped(value)}**${note === null ? '' : `\n${escaped(note)}`}`, LIMITS.value),
  inline: true,
})

function tableField({ title, rows }: Ranking): Field {
  // A line that says "1 more" takes as much room as the one it stands for: often that is the sum of all others.
  const most = rows.length === ROWS + 1 ? rows.length : ROWS
  const names = rows.map(({ name }) => name)
  const rest = (from: number): string => (from < rows.length ? `\n_and ${countOf(names.slice(from))} more_` : '')
  let body = ''
  let written = 0
  for (const line of barLines(rows.slice(0, most))) {
    if (body.length + line.length + 8 + rest(0).length > LIMITS.value) break
    body += `${line.replaceAll('`', 'ˋ')}\n`
    written += 1
  }
  const value = `\`\`\`\n${body}\`\`\`${rest(written)}`
  return { name: fitted(escaped(title), LIMITS.name), value, inline: false }
}
