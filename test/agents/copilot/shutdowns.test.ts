import { appendFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { linesOf, tempFolder } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, log, message, record, shutdown, start, T0, usage } from './rows.ts'

const first = { input: 6030, output: 603, read: 1003, reasoning: 63 }
const second = { input: 9040, output: 904, read: 1504, reasoning: 94 }

describe('the sums of a shutdown (FORMATS 5.3)', () => {
  it('are those of all runs of a session: what a run has added is the difference to the one before', async () => {
    const root = tempFolder()
    log(root, 's1', [
      start('s1'),
      shutdown({ 'gpt-5.2': first }),
      event('session.resume', { context: {} }, T0 + 1),
      shutdown({ 'gpt-5.2': second }, T0 + 2),
    ])
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({
      input_tokens: 7536,
      cache_read_tokens: 1504,
      output_tokens: 904,
      reasoning_tokens: 94,
    })
    const rows = await ledger.scoped()
    expect(rows.map(({ output, quality }) => [Number(output), quality]).sort()).toEqual([
      [301, 1],
      [603, 1],
    ])
  })

  it('are of each model on its own', async () => {
    const root = tempFolder()
    log(root, 's1', [
      start('s1'),
      shutdown({ 'gpt-5.2': first }),
      shutdown({ 'gpt-5.2': second, 'claude-haiku-4.5': { input: 50, output: 5 } }, T0 + 2),
    ])
    const rows = await (await coldLoad(copilot, [root])).scoped()
    expect(rows.map(({ model, output }) => `${String(model)} ${String(output)}`).sort()).toEqual([
      'claude-haiku-4.5 5',
      'gpt-5.2 301',
      'gpt-5.2 603',
    ])
  })

  it.each([
    ['is less than before', { 'gpt-5.2': { input: 100, output: 10 } }, 613],
    ['lacks a model', { 'claude-haiku-4.5': { input: 100, output: 10 } }, 613],
    ['is what it was', { 'gpt-5.2': first }, 603],
  ])('begin anew when one %s', async (_, next, output) => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': first }), shutdown(next, T0 + 2)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: output })
  })

  it('begin anew for all models when one is missing', async () => {
    const root = tempFolder()
    const [a, b] = [
      { input: 100, output: 100 },
      { input: 10, output: 10 },
    ]
    log(root, 's1', [start('s1'), shutdown({ a, b }), shutdown({ b: { input: 40, output: 40 } }, T0 + 2)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: 150 })
  })

  it('stand in the snapshot where they stand nowhere else', async () => {
    const root = tempFolder()
    const accountingSnapshot = { modelMetrics: { 'gpt-5.2': { usage: usage(first) } } }
    log(root, 's1', [start('s1'), event('session.shutdown', { accountingSnapshot })])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: 603 })
  })

  it('have what credits have come to since the last one', async () => {
    const root = tempFolder()
    const metrics = (totalNanoAiu: number, used: object) => ({
      modelMetrics: { 'gpt-5.2': { usage: used, totalNanoAiu } },
    })
    log(root, 's1', [
      start('s1'),
      event('session.shutdown', metrics(100_000_000_000, usage(first)), T0),
      event('session.shutdown', metrics(150_000_000_000, usage(second)), T0 + 1),
    ])
    const rows = await (await coldLoad(copilot, [root])).scoped()
    expect(rows.map((row) => Number(row.recorded_cost)).sort()).toEqual([0.5, 1])
  })

  it.each([
    ['never were any', [0, 0], [null, null]],
    ['are no longer written', [100_000_000_000, 0], ['1', null]],
    ['stay as they were', [100_000_000_000, 100_000_000_000], ['1', null]],
  ])('have no recorded cost where credits %s (FORMATS 5.6)', (_, credits, costs) => {
    const shutdowns = [first, second].map((used, n) => {
      const billed = credits[n] === 0 ? {} : { totalNanoAiu: credits[n] }
      return event('session.shutdown', { modelMetrics: { 'gpt-5.2': { usage: usage(used), ...billed } } }, T0 + n)
    })
    const { responses } = scanFile(copilot, log(tempFolder(), 's1', [start('s1'), ...shutdowns]))
    expect(responses.map(({ parts }) => parts[0]!.recordedCost)).toEqual(costs)
  })

  it('that a fork has copied are those of its origin, by the ids of the events', async () => {
    const root = tempFolder()
    const copied = [shutdown({ 'gpt-5.2': first }), message('m1', 7, T0 + 1)]
    log(root, 's1', [start('s1'), ...copied])
    log(root, 's2', [start('s2'), ...copied])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: 610 })
  })

  it('of several sessions count each, also where their events have the same ids', async () => {
    const root = tempFolder()
    const events = (output: number) => [
      shutdown({ 'gpt-5.2': { input: 100 * output, output } }),
      message('m1', 7 * output, T0 + 1),
      event('session.compaction_complete', { compactionTokensUsed: usage({ input: output, output }) }, T0 + 2),
    ]
    log(root, 's1', [start('s1'), ...events(1)])
    log(root, 's2', [start('s2'), ...events(10)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({
      requests: 6,
      input_tokens: 1111,
      output_tokens: 99,
    })
  })

  it('count each of a session where its events have the same ids', async () => {
    const root = tempFolder()
    const sameId = (line: string): string => line.replace(/"id":"[^"]*"/, '"id":"e1"')
    const lines = [shutdown({ 'gpt-5.2': first }), shutdown({ 'gpt-5.2': second }, T0 + 5)]
    log(root, 's1', [start('s1'), ...lines.map(sameId)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: second.output })
  })

  it('of a model without usage are noted', () => {
    const metrics = { 'gpt-5.2': { usage: usage(first) }, 'gpt-5.4': { requests: { count: 1 } }, 'gpt-5.5': null }
    const path = log(tempFolder(), 's1', [start('s1'), event('session.shutdown', { modelMetrics: metrics })])
    const note = { kind: 'note', detail: 'a shutdown without the usage of a model' }
    expect(scanFile(copilot, path)).toMatchObject({
      responses: [{ parts: [{ model: 'gpt-5.2' }] }],
      problems: [note, note],
    })
  })

  it('without a time are set apart, and without sums of models are noted (FORMATS D6)', () => {
    const timeless = JSON.stringify({ ...JSON.parse(shutdown({ 'gpt-5.2': first })), timestamp: null })
    const path = log(tempFolder(), 's1', [start('s1'), event('session.shutdown', {}), timeless])
    expect(scanFile(copilot, path)).toMatchObject({
      responses: [],
      problems: [
        { kind: 'note', detail: 'a shutdown without the usage of a model' },
        { kind: 'quarantined', detail: 'no time in the record' },
      ],
    })
  })

  it('and answers whose lines have no id count each', async () => {
    const root = tempFolder()
    const nameless = (line: string): string => line.replace(/"(?:id|messageId)":"[^"]*",/g, '')
    const lines = [shutdown({ 'gpt-5.2': first }), shutdown({ 'gpt-5.2': second }, T0 + 5)]
    const answers = [7, 20].map((output, n) => message('m', output, T0 + 6 + n))
    log(root, 's1', [start('s1'), ...[...lines, ...answers].map(nameless)])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: second.output + 27 })
  })

  it('of impossible numbers are set apart', async () => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': { input: -5, output: 5 } })])
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 0 })
    expect((await ledger.files())[0]!.problems).toMatchObject([
      { kind: 'quarantined', detail: expect.stringContaining('input_tokens is -5') },
    ])
  })
})

describe('after the last shutdown (FORMATS 5.4)', () => {
  it('only the output of answers is known, and said to be partial', async () => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': first }), message('m1', 40, T0 + 1), message('m2', undefined)])
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ input_tokens: 5027, output_tokens: 643 })
    expect((await ledger.scoped()).every(({ quality }) => quality === 1)).toBe(true)
  })

  it('answers no longer count once a shutdown sums them up, also when it is written later', async () => {
    const root = tempFolder()
    const path = log(root, 's1', [start('s1'), message('m1', 40), message('m2', 50, T0 + 1)])
    const ledger = await openLedger()
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ output_tokens: 90, input_tokens: 0 })
    appendFileSync(path, linesOf([shutdown({ 'gpt-5.2': { input: 900, output: 90 } }, T0 + 2)]))
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ output_tokens: 90, input_tokens: 900 })
    expect(await ledger.dump()).toEqual(await (await coldLoad(copilot, [root])).dump())
  })

  it.each([
    ['s1', 's2'],
    ['s2', 's1'],
  ])('answers that were copied before count in the sum, and not beside it: %s of %s', async (copy, session) => {
    const root = tempFolder()
    const lines = [start('s1'), message('m1', 40), message('m2', 50, T0 + 1)]
    const paths = [copy, session].map((name) => log(root, name, lines))
    const ledger = await openLedger()
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ output_tokens: 90 })
    appendFileSync(paths[1]!, linesOf([shutdown({ 'gpt-5.2': { input: 900, output: 90 } }, T0 + 2)]))
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ input_tokens: 900, output_tokens: 90 })
    expect(await ledger.dump()).toEqual(await (await coldLoad(copilot, [root])).dump())
  })

  it.each(['s1', 's2'])('nor beside the sum where an older copy lies in another folder, as %s', async (copy) => {
    const [older, newer] = [tempFolder(), tempFolder()]
    const lines = [start('s1'), message('m1', 40), message('m2', 50, T0 + 1)]
    log(older, copy, lines)
    log(newer, 's1', [...lines, shutdown({ 'gpt-5.2': { input: 900, output: 90 } }, T0 + 2), message('m3', 7, T0 + 3)])
    for (const roots of [
      [older, newer],
      [newer, older],
    ]) {
      const ledger = await coldLoad(copilot, roots)
      expect(await ledger.totals()).toMatchObject({ input_tokens: 900, output_tokens: 97 })
      await ledger.load(copilot, [older])
      expect(await ledger.totals()).toMatchObject({ input_tokens: 0, output_tokens: 90 })
    }
  })

  it.each([
    ['none', {}],
    ['of a model that used nothing', { 'gpt-5.2': { usage: usage({ input: 0, output: 0 }) } }],
  ])('answers count still after a shutdown that has no sums: %s', (_, modelMetrics) => {
    const close = event('session.shutdown', { shutdownType: 'routine', modelMetrics }, T0 + 1)
    const { responses } = scanFile(copilot, log(tempFolder(), 's1', [start('s1'), message('m1', 40), close]))
    expect(responses).toMatchObject([{ identity: 'message:m1', copyOf: null, parts: [{ output: 40 }] }])
  })

  it('what has no output, no tokens or no time is no answer and no compaction', () => {
    const timeless = JSON.stringify({ ...JSON.parse(message('m9', 9)), timestamp: null })
    const lines = [
      message('m1', undefined),
      message('m2', 0),
      event('session.compaction_complete', { success: false }),
      timeless,
      event('assistant.message', { apiCallId: 'a1', outputTokens: 7 }),
    ]
    expect(scanFile(copilot, log(tempFolder(), 's1', [start('s1'), ...lines]))).toMatchObject({
      responses: [{ identity: 'message:a1', parts: [{ output: 7 }] }],
      problems: [{ kind: 'quarantined', detail: 'no time in the record' }],
    })
  })

  const compaction = (time: number): string =>
    event(
      'session.compaction_complete',
      { success: true, compactionTokensUsed: { ...usage({ input: 500, output: 50, read: 100 }), model: 'gpt-5.2' } },
      time,
    )

  it('a compaction counts until a shutdown sums it up', async () => {
    const root = tempFolder()
    const path = log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': first }), compaction(T0 + 1)])
    const ledger = await openLedger()
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ output_tokens: 653, input_tokens: 5427, cache_read_tokens: 1103 })
    appendFileSync(path, linesOf([shutdown({ 'gpt-5.2': second }, T0 + 2)]))
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ output_tokens: 904 })
  })

  it('a compaction at which the sums begin anew is in none of them', async () => {
    const root = tempFolder()
    log(root, 's1', [
      start('s1'),
      shutdown({ 'gpt-5.2': first }),
      message('m1', 7, T0 + 1),
      compaction(T0 + 1),
      shutdown({ 'gpt-5.2': { input: 100, output: 10 } }, T0 + 2),
    ])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: 663 })
  })
})

describe('a session that a newer version goes on with (FORMATS 5.4)', () => {
  const old = [start('s1'), shutdown({ 'gpt-5.2': first }), message('m1', 40, T0 + 1)]
  const fresh = [
    record('s1', 'c1', { input: 3010, output: 301 }, T0 + 2),
    message('m2', 301, T0 + 3),
    shutdown({ 'gpt-5.2': { input: 9999, output: 999 } }, T0 + 4),
  ]

  it('counts sums before its first usage record, and records from there on', async () => {
    const root = tempFolder()
    log(root, 's1', [...old, ...fresh])
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({
      input_tokens: 5027 + 3010,
      output_tokens: 603 + 40 + 301,
    })
  })

  it('tells nothing but its records from there on', () => {
    const { responses } = scanFile(copilot, log(tempFolder(), 's1', [start('s1'), ...fresh]))
    expect(responses.map(({ identity }) => identity)).toEqual(['call:c1'])
  })

  it('comes to the same when it was read in between', async () => {
    const root = tempFolder()
    const path = log(root, 's1', old)
    const ledger = await openLedger()
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ output_tokens: 643 })
    for (const line of fresh) {
      appendFileSync(path, linesOf([line]))
      await ledger.load(copilot, [root])
    }
    expect(await ledger.totals()).toMatchObject({ output_tokens: 944 })
    expect(await ledger.dump()).toEqual(await (await coldLoad(copilot, [root])).dump())
  })
})
