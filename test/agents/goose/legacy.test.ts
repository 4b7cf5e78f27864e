import { join } from 'node:path'
import { expect, it } from 'vitest'
import { goose } from '../../../src/agents/goose/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { inDatabase, request, session, stamp, sums, T0 } from './rows.ts'

const ID = '20261101_1'
const STEM = '20251001_101112'
const database = (root: string): string => join(root, 'sessions/sessions.db')

const header = (numbers: object): string =>
  JSON.stringify({ working_dir: '/made/up/project', description: 'x', ...numbers })
const message = (created: number): string => JSON.stringify({ role: 'assistant', created, content: [] })

it('counts a legacy file by the sums in its first line, at its last message (FORMATS 6.1)', () => {
  const path = writeText(
    join(tempFolder(), `sessions/${STEM}.jsonl`),
    linesOf([
      header({
        input_tokens: 9,
        accumulated_input_tokens: 500,
        accumulated_output_tokens: 50,
        accumulated_total_tokens: 550,
      }),
      message(T0),
      message(T0 + 5),
    ]),
  )
  expect(scanFile(goose, path)).toMatchObject({
    responses: [
      {
        session: STEM,
        time: (T0 + 5) * 1000,
        quality: 'partial',
        cwd: '/made/up/project',
        parts: [{ input: 500, output: 50 }],
      },
    ],
    sessions: [{ id: STEM, startedAt: new Date(2025, 9, 1, 10, 11, 12).getTime(), endedAt: (T0 + 5) * 1000 }],
  })
})

it.each([
  ['the last request, where it has no sums (FORMATS 6.3)', { accumulated_input_tokens: null, input_tokens: 9 }, [9]],
  ['one sum, where it has no other', { accumulated_output_tokens: 50, input_tokens: 9 }, [0]],
  ['nothing, where nothing was used', { accumulated_input_tokens: null, total_tokens: 0 }, []],
])('counts of a legacy file %s, when it was named where no message tells when', (_, numbers, inputs) => {
  const path = writeText(join(tempFolder(), `sessions/${STEM}.jsonl`), linesOf([header(numbers)]))
  const { responses, problems } = scanFile(goose, path)
  expect(responses.map(({ parts: [part] }) => part!.input)).toEqual(inputs)
  for (const { time } of responses) expect(time).toBe(new Date(2025, 9, 1, 10, 11, 12).getTime())
  expect(problems).toEqual([])
})

it('names a legacy file that nothing tells the time of (FORMATS D6)', () => {
  const path = writeText(join(tempFolder(), 'sessions/renamed.jsonl'), linesOf([header({ input_tokens: 9 })]))
  const detail = 'no time in the record'
  expect(scanFile(goose, path)).toMatchObject({ responses: [], problems: [{ kind: 'quarantined', detail }] })
})

it('counts a legacy file once that was imported, whichever was read first (FORMATS 6.1)', async () => {
  const root = tempFolder()
  const legacy = (): string =>
    writeText(
      join(root, `sessions/${STEM}.jsonl`),
      linesOf([header({ accumulated_input_tokens: 500, accumulated_output_tokens: 50 }), message(T0)]),
    )
  const imported = (): string =>
    inDatabase(database(root), ({ insert }) => insert('sessions', session(STEM, sums(700, 70))))
  legacy()
  const ledger = await openLedger()
  await ledger.load(goose, [root])
  expect(await ledger.totals()).toMatchObject({ input_tokens: 500, output_tokens: 50, requests: 1 })
  imported()
  await ledger.load(goose, [root])
  expect(await ledger.totals()).toMatchObject({ input_tokens: 700, output_tokens: 70, requests: 1 })
  const cold = await coldLoad(goose, [root])
  expect(await cold.totals()).toEqual(await ledger.totals())
})

it.each([
  ['with the same numbers, and written down later', sums(500, 50)],
  ['with less than the file has', sums(400, 40)],
])('counts an imported session by the database also %s (FORMATS 6.1)', async (_, numbers) => {
  const root = tempFolder()
  const row = session(STEM, { ...numbers, updated_at: stamp(T0 + 86_400) })
  const input = Number(row.accumulated_input_tokens)
  writeText(
    join(root, `sessions/${STEM}.jsonl`),
    linesOf([header({ accumulated_input_tokens: 500, accumulated_output_tokens: 50 }), message(T0)]),
  )
  const ledger = await openLedger()
  await ledger.load(goose, [root])
  inDatabase(database(root), ({ insert }) => insert('sessions', row))
  await ledger.load(goose, [root])
  const counted = { input_tokens: input, output_tokens: input / 10, requests: 1 }
  expect(await ledger.totals()).toMatchObject(counted)
  expect(await (await coldLoad(goose, [root])).totals()).toMatchObject(counted)
})

it('says that a day has changed when a better source replaces what was counted', async () => {
  const root = tempFolder()
  writeText(
    join(root, `sessions/${STEM}.jsonl`),
    linesOf([header({ accumulated_input_tokens: 500, accumulated_output_tokens: 50 }), message(T0)]),
  )
  const ledger = await openLedger()
  await ledger.load(goose, [root], { now: (T0 + 3 * 86_400) * 1000 })
  inDatabase(database(root), ({ insert }) => {
    insert('sessions', session(STEM, sums(70, 7)))
    insert('usage_ledger', request(1, STEM, 70, 7))
  })
  await ledger.load(goose, [root], { now: (T0 + 4 * 86_400) * 1000 })
  expect(await ledger.totals()).toMatchObject({ input_tokens: 70, output_tokens: 7, requests: 1 })
  expect(await ledger.restatements()).toMatchObject([{ day: '2026-11-01', old_tokens: 550, new_tokens: 77 }])
})

it('sets a legacy file apart whose sums are no numbers (FORMATS 1.2)', () => {
  const sums = header({ accumulated_input_tokens: '500', input_tokens: 3, output_tokens: 2 })
  const path = writeText(join(tempFolder(), `sessions/${STEM}.jsonl`), linesOf([sums, message(T0)]))
  expect(scanFile(goose, path)).toMatchObject({
    responses: [],
    problems: [{ kind: 'quarantined', detail: 'accumulated_input_tokens is a string' }],
  })
})

it('still counts a legacy file that was never imported', async () => {
  const root = tempFolder()
  writeText(
    join(root, `sessions/${STEM}.jsonl`),
    linesOf([header({ accumulated_input_tokens: 500, accumulated_output_tokens: 50 }), message(T0)]),
  )
  inDatabase(database(root), ({ insert }) => insert('sessions', session(ID, sums(10, 1))))
  expect(await (await coldLoad(goose, [root])).totals()).toMatchObject({ input_tokens: 510, output_tokens: 51 })
})
