import { barLines } from '../_shared/notify/bars.ts'
import type { Ranking } from '../_shared/notify/digest.ts'
import { countOf } from '../_shared/others.ts'
import { clip } from '../_shared/notify/words.ts'

/** The three signs that Slack reads in every text, also in one that stands as it is. */
const entities = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Shows as it is. Of the signs that make a text bold, italic, struck out or code Slack has no escapes: those that could
 * begin one have a blank of no width after them, with which they do not, and a backtick is its look-alike.
 */
export const escaped = (text: string): string =>
  entities(text)
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])[*_~](?=\S)/gu, '$&\u200b')

/** Cut, and not within what stands for one of the three. */
export const fitted = (mrkdwn: string, limit: number): string =>
  mrkdwn.length <= limit ? mrkdwn : clip(mrkdwn, limit).replace(/&\w{0,4}…$/, '…')

/** A link. The address is ours, and has no sign of Slack's once it is written as one. */
export const link = (url: string, text: string): string =>
  `<${new URL(url).href.replaceAll('|', '%7C').replaceAll('&', '&amp;')}|${escaped(text)}>`

/** A table as bars in a font of one width: as many of its rows as have room. */
export function barTable({ title, rows }: Ranking, most: number, limit: number): string {
  const head = `*${fitted(escaped(title), 200)}*\n\`\`\`\n`
  const names = rows.map(({ name }) => name)
  const rest = (from: number): string =>
    `\`\`\`${from < rows.length ? `\n_and ${countOf(names.slice(from))} more_` : ''}`
  const lines = barLines(rows.slice(0, most)).map((line) => entities(line.replaceAll('`', 'ˋ')))
  let body = ''
  let written = 0
  for (const line of lines) {
    if (head.length + body.length + line.length + 1 + rest(0).length > limit) break
    body += `${line}\n`
    written += 1
  }
  return head + body + rest(written)
}
