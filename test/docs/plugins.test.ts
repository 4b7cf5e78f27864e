import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'
import { startReceiver } from '../helpers/receivers.ts'

const text = readFileSync(join(ROOT, 'plugins/README.md'), 'utf8')
const [notifiers = ''] = /^## Notifiers\n[\s\S]*?(?=^## )/m.exec(text) ?? []
const budgets = /^## budgets\n[\s\S]*?(?=^## )/m.exec(readFileSync(join(ROOT, 'docs/json.md'), 'utf8'))![0]

const inFolder = (path: string): string[] =>
  readdirSync(join(ROOT, path)).filter((name) => existsSync(join(ROOT, path, name, 'plugin.toml')))

it('names every plugin that comes with the program, and every example', () => {
  expect(inFolder('plugins').filter((name) => !text.includes(`[${name}](${name}/README.md)`))).toEqual([])
  expect(inFolder('plugins/examples').filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

it('documents every field of a notification', async () => {
  const receiver = await startReceiver()
  const folder = tempFolder()
  const plugins = { webhook: { config: { url: receiver.origin } } }
  const budget = { name: 'team', amount: 27, period: 'month' }
  writeText(join(folder, 'rimuru.config.json'), JSON.stringify({ version: 1, budgets: [budget], plugins }))
  const job = { period: 'yesterday', export: ['markdown'], notify: [{ plugin: 'webhook', attach: ['report.md'] }] }
  writeText(join(folder, 'jobs/nightly.json'), JSON.stringify(job))

  const { code } = await runCli(['run', 'nightly', '--date', '2026-11-19'], {
    home: DEMO_HOME,
    state: tempFolder(),
    cwd: folder,
  })

  const [said] = receiver.said<{
    notification: Fields & { metadata: Fields & { budgets: Fields[] }; files: Fields[] }
  }>()
  const { metadata, files, ...rest } = said!.notification
  const fields = [
    ...Object.keys(rest),
    'files',
    ...Object.keys(files[0]!),
    ...Object.keys(metadata).map((name) => `metadata.${name}`),
  ]
  expect(code).toBe(0)
  expect(fields.filter((field) => !notifiers.includes(`\`${field}\``))).toEqual([])
  const ofBudgets = Object.keys(metadata.budgets[0]!)
  expect(ofBudgets.filter((field) => !(notifiers + budgets).includes(`\`${field}\``))).toEqual([])
})

type Fields = Readonly<Record<string, unknown>>
