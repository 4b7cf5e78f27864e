import { join } from 'node:path'
import { expect, it } from 'vitest'
import { assistant, T0 } from '../agents/claude-code/rows.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'

const homeWith = (usage: object): string => {
  const home = tempFolder()
  const answers = [1, 2].map((n) => assistant({ id: `m${n}`, request: null, time: T0 + n, usage }))
  writeText(join(home, '.claude/projects/p/S.jsonl'), linesOf(answers))
  return home
}

it('what is not understood of usage that counts is named in every document, and is no clean data under --strict', async () => {
  const home = homeWith({ input_tokens: 10, output_tokens: 5, hologram_tokens: 7 })
  const name = 'unrecognised usage field hologram_tokens'
  expect(await jsonOf(['costs'], { home })).toMatchObject({
    totals: { requests: 2, total_tokens: 30 },
    quality: { lines_bad: 0, records_quarantined: 0, not_understood: [name] },
  })
  expect(await jsonOf(['explain'], { home })).toMatchObject({
    left_out: expect.arrayContaining([{ reason: 'not fully understood', count: 1, detail: name }]),
  })
  const table = await runCli(['costs', '--strict'], { home })
  expect(table.code).toBe(4)
  expect(table.stdout + table.stderr).toContain('1 kind of record not fully understood · see rimuru doctor')
})

it('nothing is said of usage that is understood', async () => {
  const home = homeWith({ input_tokens: 10, output_tokens: 5, hologram_tokens: 0 })
  const { code, stdout, stderr } = await runCli(['costs', '--strict'], { home })
  expect(code).toBe(0)
  expect(stdout + stderr).not.toContain('understood')
})
