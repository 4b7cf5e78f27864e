import type { NotificationLevel } from 'rimuru/plugin-sdk'
import { bar, meter } from '../_shared/notify/bars.ts'
import { budgetFigures } from '../_shared/notify/budgets.ts'
import { LEVEL_SIGNS, STATE_SIGNS } from '../_shared/notify/digest.ts'
import type { Digest, Ranking } from '../_shared/notify/digest.ts'
import { escaped } from '../_shared/markdown.ts'
import { countOf } from '../_shared/others.ts'

const ROWS = 25
const BAR = 12

/** The Markdown of a job summary, in so many bytes at most: what does not fit is left out by the table. */
export function summaryOf(digest: Digest, level: NotificationLevel, room: number): string {
  const { title, note, message, figures, highlights, budgets, warnings, rankings, footer, facts } = digest
  const sign = facts.kind === 'alert' ? `${LEVEL_SIGNS[level]} ` : ''
  const last = [...(facts.url === null ? [] : [`[Read the report](<${facts.url}>)`]), ...footer.map(escaped)]
  const end = last.length === 0 ? '' : `${last.join(' · ')}\n\n`
  const parts = [
    `## ${sign}${escaped(title)}`,
    note === null ? '' : `**${escaped(note)}**`,
    message === null ? '' : escaped(message),
    figures.map(({ label, value }) => `**${escaped(value)}** ${escaped(label)}`).join(' · '),
    highlights.map(({ level: each, text }) => `- ${LEVEL_SIGNS[each]} ${escaped(text)}`).join('\n'),
    budgets.length === 0 ? '' : budgetTable(digest),
    ...warnings.map((warning) => `> [!WARNING]\n> ${escaped(warning)}`),
    ...rankings.map(rankingTable),
  ].filter((part) => part !== '')
  let text = ''
  for (const [i, part] of parts.entries()) {
    const left = `_and ${parts.length - i} more in the report_\n\n`
    if (Buffer.byteLength(text + part + left + end) + 2 > room) return fits(text + left + end, room)
    text += `${part}\n\n`
  }
  return fits(text + end, room)
}

const fits = (text: string, room: number): string => (Buffer.byteLength(text) <= room ? text : '')

const table = (head: string, rows: readonly string[]): string => [head, ...rows].join('\n')

const budgetTable = ({ budgets }: Digest): string =>
  table(
    '| Budget | | |\n| --- | --- | ---: |',
    budgets.map((budget) => {
      const { name, state, used_percent: used } = budget
      return `| ${STATE_SIGNS[state]} ${escaped(name)} | ${meter(used)} | ${escaped(budgetFigures(budget))} |`
    }),
  )

function rankingTable({ title, rows }: Ranking): string {
  const shown = rows.slice(0, ROWS).map(({ name, value, share }) => {
    return `| ${escaped(name)} | ${escaped(value)} | ${bar(share ?? 0, BAR)} |`
  })
  const rest = rows.slice(ROWS).map(({ name }) => name)
  const more = rest.length > 0 ? `\n\n_and ${countOf(rest)} more_` : ''
  return `### ${escaped(title)}\n\n${table('| | | |\n| --- | ---: | --- |', shown)}${more}`
}
