import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ERROR_CODES } from '../../src/core/errors.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { ROOT, sourceFiles, sourceOf } from '../helpers/imports.ts'

const text = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
)

it('documents every code, in order, and no other', () => {
  expect([...sections.keys()]).toEqual(Object.keys(ERROR_CODES))
})

it('calls each by the name that the code has in the program', () => {
  for (const [code, name] of Object.entries(ERROR_CODES)) {
    expect(sections.get(code)!.toLowerCase()).toContain(`**${name}.**`)
  }
})

it('calls reserved exactly those that nothing raises', () => {
  const raised = new Set(
    sourceFiles().flatMap((file) =>
      [...sourceOf(file).matchAll(/RimuruError\(\s*'(E\d{4})'/g)].map(([, code]) => code),
    ),
  )
  const reserved = [...sections].filter(([, section]) => section.includes('Reserved')).map(([code]) => code)
  expect(reserved).toEqual(Object.keys(ERROR_CODES).filter((code) => !raised.has(code)))
})

it('shows an error as the program prints it', async () => {
  const [, shown] = /^```\n(.+?)```/ms.exec(text)!
  const cwd = tempFolder()
  writeText(join(cwd, 'rimuru.config.json'), '{ "version": 1, "timezon": "UTC" }')
  const { stderr } = await runCli(['costs'], { cwd })
  expect(stderr.replace(cwd, '/code')).toBe(shown)
})
