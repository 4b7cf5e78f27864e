import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of its own, gone after the test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rimuru-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function writeText(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

export const linesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** A copy that a test may change. */
export function copyOf(folder: string): string {
  const copy = join(tempFolder(), 'copy')
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** Every path below a folder with its size and its times: what an agent's owner would see change. */
export const listing = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const { size, mtimeMs, ctimeMs, mode } = statSync(path)
      return `${relative(folder, path)} ${size} ${mtimeMs} ${ctimeMs} ${mode}`
    })

export const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort()
