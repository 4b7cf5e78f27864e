import { describe, expect, it } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { openLedger } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { csv, exported, HEADER, lookAtExports, row, ROW } from './exports.ts'

const scanCsv = (content: string) => scanFile(cursor, exported('usage-events.csv', content))

/** Without the rows that only say which days there are. */
const requestsOf = (content: string) => scanCsv(content).responses.filter(({ parts }) => parts[0]!.requests > 0)
const countsOf = (content: string) => requestsOf(content).map(({ parts }) => parts[0]!)

const COUNTS = { input: 775, cacheWrite5m: 28342, cacheWrite1h: 0, cacheRead: 105891, output: 21282 }

describe('a CSV of the dashboard (FORMATS 7.2)', () => {
  it('has four disjoint columns of tokens, which the server counted', () => {
    expect(requestsOf(csv(ROW))).toMatchObject([
      {
        time: Date.UTC(2026, 10, 1, 10),
        session: 'exported-2026-11-01',
        quality: 'exact',
        parts: [{ ...COUNTS, model: 'auto', requests: 1, recordedCost: '0.19' }],
      },
    ])
  })

  it('is known by the names of its columns, in any order, quoted or not, with any line end', () => {
    const turned = [HEADER.toReversed(), row().toReversed()].map((cells) => cells.join(',')).join('\r\n')
    expect(countsOf(turned)).toMatchObject([COUNTS])
    expect(countsOf(`\ufeff${csv(ROW)}\n\n`)).toMatchObject([COUNTS])
    expect(countsOf(csv(ROW).replaceAll('Cache Read', 'cache  read'))).toMatchObject([COUNTS])
  })

  it('may have columns without a name', () => {
    const unnamed = csv(ROW).replace('"Cost"\n', '"Cost","",""\n').replace('"0.19"\n', '"0.19","",""\n')
    expect(countsOf(unnamed)).toMatchObject([COUNTS])
  })

  it('may be an older one, or have columns that nothing depends on', () => {
    const older = `Date,Model,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost,Cost to you
2025-08-01T10:00:00.000Z,claude-4-sonnet,28342,775,105891,21282,156290,$0.19,$0.00`
    expect(countsOf(older)).toMatchObject([{ ...COUNTS, model: 'claude-4-sonnet', recordedCost: '0.19' }])
    const newer = `Date,User,Cloud Agent ID,Automation ID,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost
2026-11-01T10:00:00.000Z,"Müller, ""M"" <m@example.com>",bc-1,,Included,auto,No,28342,775,105891,21282,156290,Included`
    expect(requestsOf(newer)).toMatchObject([{ session: 'bc-1', parts: [{ ...COUNTS, recordedCost: null }] }])
  })

  it.each([
    ['$0.19', '0.19'],
    ['0.19', '0.19'],
    ['$1,234.50', '1234.50'],
    ['$0', '0'],
    ['Included', null],
    ['Free', null],
    ['-', null],
    ['NaN', null],
    ['', null],
  ])('keeps the cost %j as %j', (cost, recordedCost) => {
    expect(countsOf(csv(row({ Cost: cost })))).toMatchObject([{ recordedCost }])
  })

  it('takes the input off what was written to the cache where the total says that it is in there', () => {
    expect(countsOf(csv(row({ 'Total Tokens': '155515' })))).toMatchObject([{ ...COUNTS, cacheWrite5m: 28342 - 775 }])
  })

  it('counts a row whose total fits neither as it is, marked and noted', () => {
    const { responses, problems } = scanCsv(csv(row({ 'Total Tokens': '5' })))
    expect(responses[0]).toMatchObject({ quality: 'partial', parts: [COUNTS] })
    expect(problems).toMatchObject([{ kind: 'note', detail: 'Total Tokens is 5, and its parts add up to 156290' }])
  })

  it('has no tokens where a cell is empty or a dash, as with an errored request', () => {
    const none = { 'Input (w/ Cache Write)': '', 'Input (w/o Cache Write)': '-', 'Cache Read': '', 'Total Tokens': '' }
    const [errored] = requestsOf(csv(row({ ...none, 'Output Tokens': '0', Kind: 'Errored, Not Charged' })))
    expect(errored).toMatchObject({ quality: 'exact', parts: [{ requests: 1, input: 0, output: 0, cacheRead: 0 }] })
  })

  it.each(['-5', '1.5', '1e20', 'twelve', 'a12', '12k', '9007199254740993'])(
    'sets a row with %s tokens apart (FORMATS 1.2)',
    (number) => {
      const content = csv(row({ 'Output Tokens': number }), ROW)
      const { problems } = scanCsv(content)
      expect(countsOf(content)).toMatchObject([COUNTS])
      expect(problems).toMatchObject([{ kind: 'quarantined', detail: expect.stringContaining('output tokens') }])
      expect(content.slice(problems[0]!.offset)).toMatch(new RegExp(`^"2026-11-01T10:00:00.000Z".*"${number}"`))
    },
  )

  it('takes a whole number that was written as a float (FORMATS 1.2)', () => {
    expect(countsOf(csv(row({ 'Output Tokens': '21282.0' })))).toMatchObject([COUNTS])
  })

  it('names a row without a time, and one that was cut', () => {
    const content = csv(row({ Date: 'yesterday' }), ROW)
    const { problems } = scanCsv(`${content}"2026-11-01T10:00:01.000Z","Incl`)
    expect(countsOf(content)).toHaveLength(1)
    expect(problems).toEqual([
      { kind: 'quarantined', offset: content.indexOf('"yesterday"'), detail: 'Date is "yesterday"' },
      { kind: 'bad-line', offset: content.length, detail: 'a quote is not closed' },
    ])
    expect(scanCsv(csv(ROW).slice(0, -8)).problems).toMatchObject([{ kind: 'bad-line', detail: '9 columns of 10' }])
    // In the last of its columns: what is left of it is no cost.
    expect(scanCsv(csv(ROW).slice(0, -4))).toMatchObject({
      responses: [],
      problems: [{ detail: 'a quote is not closed' }],
    })
  })

  it('has an unknown model where none is named', () => {
    expect(requestsOf(csv(row({ Model: '' })))).toMatchObject([{ parts: [{ model: 'unknown', output: 21282 }] }])
  })

  it.each([
    ['2026-11-01T10:00:00Z', Date.UTC(2026, 10, 1, 10)],
    ['2026-11-01T12:00:00.000+02:00', Date.UTC(2026, 10, 1, 10)],
    ['2026-11-01', Date.UTC(2026, 10, 1)],
    ['2026-11-01 10:00:00', undefined],
    ['Nov 1, 2026, 10:00 AM', undefined],
  ])('takes a time that is the same everywhere, and no other: %s (FORMATS 1.5)', (date, time) => {
    expect(requestsOf(csv(row({ Date: date })))[0]?.time).toBe(time)
  })

  it('gives places in bytes, whatever is in the other columns', () => {
    const content = csv(row({ Kind: 'é 日本' }), row({ Date: '2026-11-01T10:00:01.000Z' }))
    const bytes = Buffer.from(content)
    const [, second] = requestsOf(content)
    expect(bytes.toString('utf8', second!.offset)).toMatch(/^"2026-11-01T10:00:01/)
  })

  it('notes a column of tokens that has no rule (FORMATS D8)', () => {
    const content = csv(ROW).replace('"Cost"\n', '"Cost","Crystal Tokens"\n').replace('"0.19"\n', '"0.19","7"\n')
    const note = { kind: 'note', detail: 'unrecognised column "crystal tokens"' }
    expect(scanCsv(content).problems).toMatchObject([note])
    expect(scanCsv(content.replace('"7"', '"1,007"')).problems).toMatchObject([note])
    expect(countsOf(content)).toMatchObject([COUNTS])
  })
})

describe('a file that is no export', () => {
  it.each([
    ['usage.csv', '', 'an empty file, not a usage export'],
    ['usage.csv', 'a page of prose\n', 'not a usage export: it has no column "date"'],
    ['usage.csv', 'Date,Model,Cost\n', 'not a usage export: it has no column "input (w/ cache write)"'],
    ['usage.json', '{"usageEvents": [', 'broken JSON'],
    ['usage.json', '{"users": []}', 'not a usage export: it has no list "usageEvents"'],
  ])('is named with the reason: %s, %j', async (name, content, reason) => {
    const path = exported(name, content)
    const ledger = await openLedger()
    await ledger.loadSources(lookAtExports(path))
    expect((await ledger.quality()).failed).toEqual([{ path, reason }])
  })
})
