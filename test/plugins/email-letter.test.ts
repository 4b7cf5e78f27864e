import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pictureOf } from '../../plugins/email/charts.ts'
import { compose } from '../../plugins/email/compose.ts'
import { readSettings } from '../../plugins/email/settings.ts'
import type { JsonObject, Notification, Report } from '../../src/plugin-sdk/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { leavesOf, readMime, textIn } from '../helpers/mime.ts'
import type { MimePart } from '../helpers/mime.ts'
import { DIGEST, REPORT } from './email-sample.ts'

const CONFIG = { host: 'localhost', from: 'Rimuru <rimuru@example.com>', to: ['lead@example.com'] }

interface Written {
  readonly notification?: Partial<Notification>
  readonly metadata?: JsonObject
  readonly report?: Report | null
  readonly config?: JsonObject
}

async function bytesOf({
  notification = {},
  metadata = {},
  report = REPORT,
  config = {},
}: Written = {}): Promise<Buffer> {
  const { settings } = await readSettings({ ...CONFIG, ...config }, {})
  const given = { ...DIGEST, ...notification, metadata: { ...DIGEST.metadata, ...metadata } }
  return (await compose(given, report, settings, new Date('2026-11-21T03:00:00Z'))).bytes
}

const letterOf = async (written: Written = {}): Promise<MimePart> => readMime(await bytesOf(written))

const headersOf = async (names: readonly string[], written: Written = {}): Promise<(string | undefined)[]> => {
  const { headers } = await letterOf(written)
  return names.map((name) => headers.get(name))
}

describe('the headers', () => {
  it('say what it is, to people and to programs', async () => {
    const { headers } = await letterOf({ config: { subject_prefix: '[costs]', reply_to: 'help@example.com' } })
    expect(Object.fromEntries(headers)).toEqual({
      'list-id': '<daily-report.rimuru.example.com>',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'x-rimuru-job': 'daily-report',
      from: 'Rimuru <rimuru@example.com>',
      to: 'lead@example.com',
      'reply-to': 'help@example.com',
      'in-reply-to': '<daily-report.2026-11.rimuru@example.com>',
      references: '<daily-report.2026-11.rimuru@example.com>',
      subject: '[costs] AI coding agents on 20 November: $41.27, 2.1 times the usual',
      'message-id': '<daily-report-2026-11-20-5f0c@example.com>',
      date: 'Sat, 21 Nov 2026 03:00:00 +0000',
      'mime-version': '1.0',
      'content-type': expect.stringMatching(/^multipart\/alternative; boundary=rimuru-[0-9a-f]{24}-Part_1$/),
    })
  })

  it('make one thread of the digests of a job and a month, and leave an alert to stand for itself', async () => {
    const october = { period: { since: '2026-10-26', until: '2026-11-01', timezone: 'UTC' } }
    expect(await headersOf(['references'], { metadata: october })).toEqual([
      '<daily-report.2026-11.rimuru@example.com>',
    ])
    expect(await headersOf(['references'], { metadata: { job: 'Weekly: all teams' } })).toEqual([
      '<weekly-all-teams.2026-11.rimuru@example.com>',
    ])
    const alert = { notification: { level: 'error' }, metadata: { kind: 'alert' } } as const
    expect(await headersOf(['references', 'in-reply-to', 'importance'], alert)).toEqual([undefined, undefined, 'high'])
  })

  it('never hold more than one line, whatever the texts hold', async () => {
    const evil = 'a\r\nBcc: everybody@example.com\r\n\r\n<b>\u2028x'
    const written = { notification: { title: evil, idempotency_key: evil }, metadata: { job: evil } }
    const { headers } = await letterOf(written)
    expect(headers.has('bcc')).toBe(false)
    expect(headers.get('subject')).toBe('a Bcc: everybody@example.com <b> x')
    expect(headers.get('x-rimuru-job')).toBe('a Bcc: everybody@example.com <b> x')
    expect(headers.get('message-id')).toMatch(/^<[0-9a-f]{40}@example\.com>$/)
  })
})

it('is the same bytes for the same notification', async () => {
  const [one, two] = await Promise.all([bytesOf(), bytesOf()])
  expect(one.equals(two)).toBe(true)
  const other = await bytesOf({ notification: { idempotency_key: 'another' } })
  expect(other.includes('daily-report-2026-11-20-5f0c')).toBe(false)
})

describe('the pictures', () => {
  it('are PNG of twice the size of the drawings and a margin, each named by the HTML', async () => {
    const letter = await letterOf()
    const html = textIn(letter, 'text/html')
    const pictures = leavesOf(letter).filter(({ type }) => type.startsWith('image/png'))
    expect(pictures.map(({ headers }) => headers.get('content-disposition'))).toEqual([
      'inline; filename=month-to-budget.png',
      'inline; filename=days-by-agent.png',
      'inline; filename=share-by-model.png',
    ])
    for (const { body, headers } of pictures) {
      expect([body.subarray(1, 4).toString(), body.readUInt32BE(16), body.readUInt32BE(20)]).toEqual(['PNG', 1568, 568])
      expect(html).toContain(`<img src="cid:${headers.get('content-id')?.slice(1, -1)}"`)
    }
    expect(html).toContain('alt="claude-sonnet-4-5 has 62 %, gpt-6-sol 27 %, others 11 %."')
  })

  it('are drawn with the rules for a phone, and not with those for the dark', async () => {
    const drawn = (style: string): Promise<Buffer> =>
      pictureOf(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><style>${style}</style><text class="a" y="15">A</text></svg>`,
      )
    const plain = await drawn('.a{font-size:8px}')
    const large = await drawn('.a{font-size:16px}')
    expect(large.equals(plain)).toBe(false)
    expect((await drawn('.a{font-size:8px}@media (max-width:560px){.a{font-size:16px}.b{x:1}}')).equals(large)).toBe(
      true,
    )
    expect((await drawn('.a{font-size:8px}@media (prefers-color-scheme:dark){.a{fill:#fff}}')).equals(plain)).toBe(true)
  })

  it('that cannot be drawn are named, and the letter goes without', async () => {
    const [first, ...others] = REPORT.sections
    const broken = { ...first!, chart: { ...first!.chart!, svg: '<svg' } }
    const letter = await letterOf({ report: { ...REPORT, sections: [broken, ...others] } })
    expect(leavesOf(letter).filter(({ type }) => type.startsWith('image/'))).toHaveLength(2)
    expect(textIn(letter, 'text/html')).toContain('The chart &quot;Month to date&quot; could not be drawn.')
  })
})

describe('files', () => {
  const filesOf = (sizes: Readonly<Record<string, number>>): Notification['files'] => {
    const folder = tempFolder()
    return Object.entries(sizes).map(([name, size]) => ({
      name,
      media_type: 'text/csv',
      path: writeText(join(folder, name), Buffer.alloc(size, name)),
    }))
  }
  const attachedTo = (letter: MimePart): (string | undefined)[] =>
    leavesOf(letter).flatMap(({ headers }) => {
      const [, name] = /^attachment; filename="?([^"]+)"?$/.exec(headers.get('content-disposition') ?? '') ?? []
      return name === undefined ? [] : [name]
    })

  it('are attached byte by byte', async () => {
    const files = filesOf({ 'costs.csv': 1000, 'a b.csv': 3 })
    const letter = await letterOf({ notification: { files } })
    expect(letter.type).toContain('multipart/mixed')
    expect(attachedTo(letter)).toEqual(['costs.csv', 'a b.csv'])
    const [costs] = leavesOf(letter).filter(({ type }) => type.startsWith('text/csv'))
    expect(costs?.body.equals(Buffer.alloc(1000, 'costs.csv'))).toBe(true)
  })

  it('are left out, the largest first, where the message would be larger than 10 MB, and it says so', async () => {
    const files = filesOf({ 'big.csv': 5_000_000, 'bigger.csv': 6_200_000, 'small.csv': 10 })
    const bytes = await bytesOf({
      notification: { files: [...files, { name: 'gone.csv', media_type: 'text/csv', path: '/none' }] },
    })
    expect(bytes.length).toBeLessThan(10_000_000)
    const letter = readMime(bytes)
    expect(attachedTo(letter)).toEqual(['big.csv', 'small.csv'])
    for (const type of ['text/plain', 'text/html']) {
      const said = textIn(letter, type).replace(/\s+/g, ' ')
      expect(said).toContain('bigger.csv (6.2 MB) is not attached: the message would be larger than 10 MB.')
      expect(said).toContain('gone.csv is not attached: it cannot be read.')
    }
  })
})

describe('the text', () => {
  it('fits 72 columns, but for an address', async () => {
    const lines = textIn(await letterOf(), 'text/plain').split('\r\n')
    expect(lines.filter((line) => [...line].length > 72)).toEqual([
      'Read the whole report: https://example.com/reports/daily-report/2026-11-20?a=1&b=2',
    ])
  })

  it('begins with what matters and has tables whose parts are their total', async () => {
    const text = textIn(await letterOf(), 'text/plain').replaceAll('\r\n', '\n')
    expect(text).toContain(`$41.27 Cost, 2.1 times the usual Friday ($19.60)

     1,284  Requests, 3 % more than usual
        37  Sessions
48,204,113  Tokens, 81 % of them read from a cache
   $412.09  This month, expected $603, between $540 and $690

!! Budget "Platform team" is at 82.4 % on day 20 of 30 and will pass
   $500 on 25 November.
`)
    expect(text).toContain(`Experiments: alarm, $63.20 of $50.00, 126.4 % used
  $13.20 over its amount
`)
    expect(text).toContain(`Day               Requests      Tokens     Cost
-----------------------------------------------
23 earlier days      1,173  23,000,253  $554.09
Sat, 14 Nov 2026        63   1,000,023    $3.73
`)
    // 13 models: ten are named.
    expect(text).toContain('3 more                       0           0   $1.36\n')
    expect(text).toContain('  more requests at the old price: $14.02, another mix of models: $1.08\n')
    expect(text).toMatch(
      /\n-- \nRead the whole report: https:\S+\nThe report is reports\/\S+\.\nExactly 41\.273004518 USD\. 214 files/,
    )
  })

  it('of an alert is its message and the budgets that it is about', async () => {
    const notification = {
      title: 'Budget "Experiments" is passed',
      message: 'It is at 126.4 %.\r\n\r\nIt was at 80 %.',
    }
    const budgets = [
      { ...(DIGEST.metadata.budgets as JsonObject[])[0]!, state: 'ok' },
      (DIGEST.metadata.budgets as JsonObject[])[1]!,
    ]
    const text = textIn(await letterOf({ notification, metadata: { kind: 'alert', budgets } }), 'text/plain')
    expect(text.replaceAll('\r\n', '\n')).toBe(`Budget "Experiments" is passed
==============================

It is at 126.4 %.

It was at 80 %.

Budgets
-------
Experiments: alarm, $63.20 of $50.00, 126.4 % used
  $13.20 over its amount

-- 
Read the whole report: https://example.com/reports/daily-report/2026-11-20?a=1&b=2
The report is reports/daily-report/2026-11-20/report.html.
Sent by Rimuru for the job daily-report.
`)
  })

  it('says that there was no usage', async () => {
    const report = { ...REPORT, figures: [], highlights: [], sections: [], warnings: [], totals: { requests: 0 } }
    expect(textIn(await letterOf({ report, metadata: { budgets: [] } }), 'text/plain')).toContain(
      '\r\n\r\nThere was no usage.\r\n',
    )
  })
})
