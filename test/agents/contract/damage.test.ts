import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import type { Row } from '../../helpers/dump.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { randomFrom } from '../../helpers/random.ts'
import { describeLineAgents, madeUpRequests, sessionId, totalsOf } from '../contract.ts'

interface Damage {
  readonly what: string
  /** A good log of some lines, the last of them the record of a request, and how it is damaged. */
  readonly change: (lines: readonly string[], spare: string) => Buffer
  /** How many lines are bad then, and where the first of them is. */
  readonly bad: number
  readonly at?: (content: Buffer, lines: readonly string[]) => number
  readonly torn?: boolean
}

const NULS = '\0'.repeat(700)
const half = (line: string): string => line.slice(0, Math.floor(line.length / 2))
const last = (lines: readonly string[]): string => lines.at(-1)!
const beforeLast = (lines: readonly string[]): string => linesOf(lines.slice(0, -1))
const atLast = (_: Buffer, lines: readonly string[]): number => Buffer.byteLength(beforeLast(lines))
const atEnd = (_: Buffer, lines: readonly string[]): number => Buffer.byteLength(linesOf(lines))

const DAMAGES: readonly Damage[] = [
  {
    what: 'a run of NUL bytes in the middle',
    change: (lines) => text(beforeLast(lines), NULS, '\n', last(lines), '\n'),
    bad: 1,
    at: atLast,
  },
  {
    what: 'NUL bytes before a record',
    change: (lines) => text(beforeLast(lines), NULS, last(lines), '\n'),
    bad: 1,
    at: atLast,
  },
  {
    what: 'NUL bytes before the last record, which has no end of line',
    change: (lines) => text(beforeLast(lines), NULS, last(lines)),
    bad: 1,
    at: atLast,
  },
  {
    what: 'NUL bytes after the last line',
    change: (lines) => text(linesOf(lines), NULS),
    bad: 1,
    at: atEnd,
    torn: true,
  },
  {
    what: 'a byte order mark',
    change: (lines) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text(linesOf(lines))]),
    bad: 0,
  },
  { what: 'ends of lines of another system', change: (lines) => text(linesOf(lines).replaceAll('\n', '\r\n')), bad: 0 },
  {
    what: 'blank lines and spaces',
    change: (lines) => text('\n', beforeLast(lines), '\r\n   \n\t\n  ', last(lines), '  \n\n'),
    bad: 0,
  },
  { what: 'no end of line after the last record', change: (lines) => text(linesOf(lines).trimEnd()), bad: 0 },
  { what: 'bytes that are not UTF-8 in a text', change: (lines) => spoilTexts(lines), bad: 0 },
  {
    what: 'half a surrogate pair',
    change: (lines) => text(linesOf(lines).replaceAll('made/up', String.raw`made\ud800up`)),
    bad: 0,
  },
  {
    what: 'half a record at the end',
    change: (lines, spare) => text(linesOf(lines), half(spare)),
    bad: 1,
    at: atEnd,
    torn: true,
  },
  {
    what: 'a record glued to half of one',
    change: (lines, spare) => text(beforeLast(lines), half(spare), last(lines), '\n'),
    bad: 1,
    at: atLast,
  },
  {
    what: 'a record after half of one and NUL bytes',
    change: (lines, spare) => text(beforeLast(lines), half(spare), NULS, last(lines), '\n'),
    bad: 1,
    at: atLast,
  },
  {
    what: 'NUL bytes, half a record and a record in one line',
    change: (lines, spare) => text(beforeLast(lines), NULS, half(spare), last(lines), '\n'),
    bad: 1,
    at: atLast,
  },
  {
    what: 'two records glued together',
    change: (lines) => text(linesOf(lines.slice(0, -2)), lines.at(-2)!, last(lines), '\n'),
    bad: 1,
  },
  {
    what: 'two records glued to half of one',
    change: (lines, spare) => text(linesOf(lines.slice(0, -2)), half(spare), lines.at(-2)!, last(lines), '\n'),
    bad: 1,
  },
  {
    what: 'lines that are no record',
    change: (lines) => text(beforeLast(lines), '[1,2]\n"text"\n17\nnull\nhello\n{\n', last(lines), '\n'),
    bad: 6,
    at: atLast,
  },
  { what: 'nothing in it', change: () => text(''), bad: 0 },
]

const text = (...parts: string[]): Buffer => Buffer.from(parts.join(''))

function spoilTexts(lines: readonly string[]): Buffer {
  const content = Buffer.from(linesOf(lines))
  for (let at = content.indexOf('made/up'); at !== -1; at = content.indexOf('made/up', at + 1)) content[at + 4] = 0xff
  return content
}

describeLineAgents('damaged logs (FORMATS D6)', ({ agent, styles }) => {
  const { path, lines } = styles[0]!
  const requests = madeUpRequests(4)
  // The records of the last two requests stand side by side.
  const good = lines(sessionId(1), requests)
    .map((line, i) => ({ line, i, isRecord: requests.slice(-2).some(({ output }) => line.includes(String(output))) }))
    .sort((a, b) => Number(a.isRecord) - Number(b.isRecord) || a.i - b.i)
    .map(({ line }) => line)
  const spare = lines(sessionId(1), madeUpRequests(1, 50)).at(-1)!
  const damages = new Map(DAMAGES.map((damage) => [damage.what, damage]))
  const contentOf = (what: string): Buffer => damages.get(what)!.change(good, spare)
  const log = path(sessionId(1))
  let atOnce: LoadedCases
  let growing: LoadedCases
  beforeAll(async () => {
    const random = randomFrom(11)
    const whole = (what: string, root: string): string => writeText(join(root, log), contentOf(what))
    atOnce = await loadCases(agent, [...damages.keys()], whole)
    growing = await loadCases(
      agent,
      [...damages.keys()],
      ...([0.5, 1].map((share) => (what: string, root: string) => {
        const content = contentOf(what)
        writeText(join(root, log), content.subarray(0, Math.floor(share * random() * content.length)))
      }) as [(what: string, root: string) => string]),
      whole,
    )
    return () => [atOnce, growing].forEach(({ close }) => close())
  })

  it.each(DAMAGES)('lose no good record to $what', ({ what, bad, at, torn = false }) => {
    const { totals, file } = atOnce.of(what)
    expect(totals).toMatchObject(totalsOf(contentOf(what).length === 0 ? [] : requests))
    expect(file).toMatchObject({ file: log, state: 'read', lines_bad: String(bad), quarantined: '0', torn_tail: torn })
    const problems = file.problems as { kind: string; offset: number }[]
    expect(problems.filter(({ kind }) => kind === 'bad-line')).toHaveLength(bad)
    if (at) expect(problems[0]!.offset).toBe(at(contentOf(what), good))
  })

  it.each(DAMAGES)('give the same when they are read as they grow: $what', ({ what }) => {
    const [{ root: _, ...cold }, { root: __, ...warm }] = [atOnce.of(what), growing.of(what)]
    const withoutRoot = (row: Row): Row => ({ ...row, root: '' })
    expect(warm.totals).toEqual(cold.totals)
    expect(warm.files.map(withoutRoot)).toEqual(cold.files.map(withoutRoot))
    expect(warm.entries.map(withoutRoot)).toEqual(cold.entries.map(withoutRoot))
  })

  it('lose no record to lines of 60 MB, with usage or without, whole or torn', async () => {
    const padding = 'x'.repeat(60_000_000)
    const [beforeLast, last] = good.slice(-2) as [string, string]
    const huge = [
      beforeLast.replace(/\}$/, `,"padding":"${padding}"}`),
      `{"type":"chatter","padding":"${padding}"}`,
      `{"type":"chatter","padding":"${padding.slice(0, 20_000_000)}`,
    ]
    const root = tempFolder()
    writeText(join(root, log), linesOf([...good.slice(0, -2), ...huge, last]))
    const ledger = await coldLoad(agent, [root])
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
    expect((await ledger.quality()).linesBad).toBe(1)
  })
})
