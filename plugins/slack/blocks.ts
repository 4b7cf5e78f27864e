import { clip } from '../_shared/notify/words.ts'
import { fitted } from './mrkdwn.ts'

interface Text {
  readonly type: 'mrkdwn' | 'plain_text'
  readonly text: string
  readonly verbatim?: boolean
}

export type Block =
  | { readonly type: 'header'; readonly text: Text }
  | { readonly type: 'section'; readonly text: Text }
  | { readonly type: 'section'; readonly fields: readonly Text[] }
  | { readonly type: 'context'; readonly elements: readonly Text[] }
  | { readonly type: 'divider' }

/** Of Block Kit. */
export const LIMITS = { blocks: 50, header: 150, text: 3000, fields: 10, field: 2000 } as const
/** Of all texts of a message together: somewhat above it Slack answers `msg_blocks_too_long`. */
const MESSAGE = 12_000

/** Names of channels and people in it stay text: nobody is called by a branch that is named after them. */
const mrkdwn = (text: string, limit: number): Text => ({ type: 'mrkdwn', text: fitted(text, limit), verbatim: true })

export const header = (text: string): Block => ({
  type: 'header',
  text: { type: 'plain_text', text: clip(text, LIMITS.header) },
})
export const section = (text: string): Block => ({ type: 'section', text: mrkdwn(text, LIMITS.text) })
export const context = (text: string): Block => ({ type: 'context', elements: [mrkdwn(text, LIMITS.field)] })
export const fields = (texts: readonly string[]): Block => ({
  type: 'section',
  fields: texts.slice(0, LIMITS.fields).map((text) => mrkdwn(text, LIMITS.field)),
})
export const divider: Block = { type: 'divider' }

/** As many as one message takes, a line for those that it does not, and the end, which is never left out. */
export function asMessage(blocks: readonly Block[], end: readonly Block[] = []): Block[] {
  const most = LIMITS.blocks - end.length
  let left = end.reduce((room, block) => room - sizeOf(block), MESSAGE)
  const fitting = blocks.findIndex((block) => (left -= sizeOf(block)) < 0)
  if (fitting === -1 && blocks.length <= most) return [...blocks, ...end]
  const kept = blocks.slice(0, Math.min(fitting === -1 ? most : fitting, most - 1))
  return [...kept, context(`_and ${blocks.length - kept.length} more in the report_`), ...end]
}

function sizeOf(block: Block): number {
  if ('text' in block) return block.text.text.length
  const texts = 'fields' in block ? block.fields : 'elements' in block ? block.elements : []
  return texts.reduce((sum, { text }) => sum + text.length, 0)
}
