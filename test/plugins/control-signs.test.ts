import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { digestOf } from '../../plugins/_shared/notify/digest.ts'
import { contentOf } from '../../plugins/email/content.ts'
import { runCli } from '../helpers/cli.ts'
import { homeWith } from '../helpers/homes.ts'
import { DIGEST, ranking, REPORT } from '../helpers/notifications.ts'

/** Colours, clears the screen, rings, and begins a line for some readers. */
const NAME = 'evil\u001B[31m\u009B2J\u0007\u2028name'
const SIGNS = /[^\P{Cc}\n]|\u2028/u

it.each(['markdown', 'html'].flatMap((plugin) => ['costs', 'sessions', 'report'].map((data) => [plugin, data])))(
  'a name in a log moves no cursor of whoever reads the %s of %s',
  async (plugin, data) => {
    const home = homeWith([{ time: '2026-03-29T10:00:00.000Z', session: NAME, branch: NAME, model: NAME, cwd: '/c/x' }])
    const out = join(home, 'out')
    expect((await runCli(['export', plugin, '--data', data, '--out', out], { home })).code).toBe(0)
    const text = readFileSync(out, 'utf8')
    expect(text).toContain('evil')
    expect(text).not.toMatch(SIGNS)
  },
)

it('nor of whoever reads a message or a letter, whose line breaks stay', () => {
  const report = {
    ...REPORT,
    title: NAME,
    highlights: [{ level: 'info' as const, text: NAME }],
    warnings: [NAME],
    sections: [ranking('models', NAME, [[NAME, '1']])],
  }
  const notification = { ...DIGEST, title: NAME, message: `one\n${NAME}` }
  const told = JSON.stringify([digestOf(notification, report), contentOf(notification, report)])
  expect(told).toContain('evil')
  expect(told).not.toMatch(/\\u00|[\u0080-\u009F\u2028]/)
  expect(digestOf(notification, null).message).toMatch(/^one\nevil/)
})
