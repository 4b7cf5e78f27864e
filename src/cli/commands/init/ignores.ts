import { readFileSync } from 'node:fs'
import { messageOf, RimuruError, systemCodeOf } from '../../../core/errors.ts'

/** What a run may leave in the work tree: the state where RIMURU_HOME points there, what a kill cut short, Python's own. */
const IGNORED = ['*.duckdb', '*.duckdb.wal', '*.rimuru-tmp', '__pycache__/']

/** The lines that a `.gitignore` lacks, to be added at its end; null when it has them all. */
export function missingIgnores(path: string): string | null {
  const content = read(path)
  const lines = new Set(content.split('\n').map((line) => line.trim()))
  const missing = IGNORED.filter((line) => !lines.has(line))
  if (missing.length === 0) return null
  const gap = content === '' ? '' : content.endsWith('\n') ? '\n' : '\n\n'
  return `${gap}# What a run of Rimuru may leave\n${missing.map((line) => `${line}\n`).join('')}`
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return ''
    throw new RimuruError('E8001', `it cannot be read: ${messageOf(cause)}`, {
      where: path,
      hint: 'lines are added to it; nothing was written',
      cause,
    })
  }
}
