import type { Notification, Report } from 'rimuru/plugin-sdk'
import { attachmentsOf } from './attachments.ts'
import { contentOf } from './content.ts'
import { drawnIn } from './drawn.ts'
import { htmlOf } from './html.ts'
import { identityOf } from './identity.ts'
import type { Identity } from './identity.ts'
import { oneLine } from './lines.ts'
import type { Settings } from './settings.ts'
import { textOf } from './text.ts'

export interface Envelope {
  readonly from: string
  readonly to: string[]
  readonly size: number
}

/** A message as it goes over the wire, the same bytes in each attempt. */
export interface Letter {
  readonly id: string
  readonly bytes: Buffer
  readonly envelope: Envelope
}

/** The same notification gives the same bytes, but for its date. */
export async function compose(
  notification: Notification,
  report: Report | null,
  { from, to, cc, replyTo, subjectPrefix }: Settings,
  date: Date,
): Promise<Letter> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const identity = identityOf(notification, from)
  const content = contentOf(notification, report)
  const drawn = await drawnIn(content, identity)
  const pictures = [...drawn.pictures.values()]
  const { attached, leftOut } = await attachmentsOf(
    notification.files,
    // Beside the pictures: both forms of what is written, which has a limit of its own.
    pictures.reduce((sum, { png }) => sum + png.length, 200_000),
  )
  const notes = [...leftOut, ...drawn.failed]
  const [text, html] = await Promise.all([textOf(content, notes), htmlOf(content, drawn, notes)])
  const message = new MailComposer({
    from,
    to: [...to],
    cc: [...cc],
    replyTo: replyTo ?? undefined,
    subject: oneLine(`${subjectPrefix} ${notification.title}`),
    messageId: identity.messageId,
    inReplyTo: identity.thread ?? undefined,
    references: identity.thread ?? undefined,
    date,
    headers: headersOf(identity, notification),
    text,
    html,
    encoding: 'quoted-printable',
    attachments: [
      ...pictures
        .filter(({ cid }) => html.includes(`cid:${cid}`))
        .map(({ cid, name, png }) => ({ cid, filename: name, contentType: 'image/png', content: png })),
      ...attached.map(({ name, type, content: bytes }) => ({ filename: name, contentType: type, content: bytes })),
    ],
    baseBoundary: identity.boundary,
    boundaryPrefix: 'rimuru',
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  const [bytes, { from: sender, to: receivers }] = [await message.build(), message.getEnvelope()]
  return { id: identity.messageId, bytes, envelope: { from: sender || '', to: receivers, size: bytes.length } }
}

function headersOf({ listId, job }: Identity, { level }: Notification): Record<string, string> {
  return {
    'List-Id': listId,
    // Nobody's holiday note comes back: the first is the standard, the second is what Exchange knows.
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    ...(job === null ? {} : { 'X-Rimuru-Job': job }),
    ...(level === 'error' || level === 'critical' ? { Importance: 'high' } : {}),
  }
}
