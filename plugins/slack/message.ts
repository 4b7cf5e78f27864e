import type { NotificationLevel } from 'rimuru/plugin-sdk'
import { meter } from '../_shared/notify/bars.ts'
import { budgetFigures } from '../_shared/notify/budgets.ts'
import type { StarredBudget } from '../_shared/notify/budgets.ts'
import { LEVEL_SIGNS, pick, STATE_SIGNS } from '../_shared/notify/digest.ts'
import type { Digest } from '../_shared/notify/digest.ts'
import { asMessage, context, divider, fields, header, LIMITS, section } from './blocks.ts'
import type { Block } from './blocks.ts'
import { barTable, escaped, fitted, link } from './mrkdwn.ts'

export interface Message {
  /** What a notification on a phone shows, and who cannot see blocks. */
  readonly text: string
  readonly blocks: readonly Block[]
}

/** Rows of a table in the message itself; its thread has more. */
const FEW = 5
const MANY = 25
const FALLBACK = 1_000

/** `tables`: the rankings that stand in the message itself. */
export function messageOf(digest: Digest, level: NotificationLevel, tables: readonly string[]): Message {
  const { title, note, message, figures, highlights, budgets, warnings, footer, facts } = digest
  const sign = facts.kind === 'alert' ? `${LEVEL_SIGNS[level]} ` : ''
  const blocks: Block[] = [header(`${sign}${title}`)]
  const lead = [note === null ? '' : `*${escaped(note)}*`, message === null ? '' : escaped(message)].filter(isSomething)
  if (lead.length > 0) blocks.push(section(lead.join('\n')))
  if (figures.length > 0) blocks.push(fields(figures.map(figureField)))
  if (highlights.length > 0) {
    blocks.push(section(highlights.map((each) => `${LEVEL_SIGNS[each.level]} ${escaped(each.text)}`).join('\n')))
  }
  if (budgets.length > 0) blocks.push(divider, ...budgets.map((budget) => section(budgetText(budget))))
  for (const ranking of pick(digest, tables)) blocks.push(section(barTable(ranking, FEW, LIMITS.text)))
  if (warnings.length > 0) blocks.push(context(warnings.map((warning) => `⚠️ ${escaped(warning)}`).join('\n')))
  const url = facts.url === null ? [] : [link(facts.url, 'Read the report')]
  const last = [...url, ...footer.map(escaped)]
  const end = last.length > 0 ? [context(last.join(' · '))] : []
  return { text: fallbackOf(digest, sign), blocks: asMessage(blocks, end) }
}

/** All tables, for the thread. */
export const tablesOf = ({ rankings }: Digest): readonly Block[] =>
  asMessage(rankings.map((ranking) => section(barTable(ranking, MANY, LIMITS.text))))

const isSomething = (text: string): boolean => text !== ''

const figureField = ({ label, value, note }: Digest['figures'][number]): string =>
  `*${escaped(value)}*\n${escaped(label)}${note === null ? '' : ` (${escaped(note)})`}`

function budgetText(budget: StarredBudget): string {
  const { name, state, used_percent: used, message } = budget
  const lines = [
    `${STATE_SIGNS[state]} *${fitted(escaped(name), 200)}*  ${meter(used)}  ${escaped(budgetFigures(budget))}`,
    state === 'ok' ? '' : escaped(message),
  ]
  return lines.filter(isSomething).join('\n')
}

const fallbackOf = ({ title, note, message }: Digest, sign: string): string =>
  fitted(escaped([`${sign}${title}`, note ?? '', message ?? ''].filter(isSomething).join('\n')), FALLBACK)
