import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Invocation } from './measure.ts'
import type { Counted } from './verify.ts'

const ROOT = join(import.meta.dirname, '../..')
const BUNDLED_NODE = join(ROOT, 'node_modules/.bin/node')
const BIN = join(ROOT, 'src/bin.js')

export const hasRimuru = (): boolean => existsSync(BIN)

export const rimuru = (home: string, state: string, ...args: string[]): Invocation => ({
  program: existsSync(BUNDLED_NODE) ? BUNDLED_NODE : process.execPath,
  args: [BIN, ...args],
  env: { HOME: home, RIMURU_HOME: state, PATH: process.env['PATH'] ?? '' },
})

export const rimuruCosts = (home: string, state: string): Invocation =>
  rimuru(home, state, 'costs', '--json', '--timezone', 'UTC', '--offline')

export const rimuruScan = (home: string, state: string): Invocation => rimuru(home, state, 'agents', 'scan', '--json')

export function rimuruTotals(stdout: string): Counted {
  const { totals } = JSON.parse(stdout) as { totals: Record<string, number> }
  const {
    requests,
    input_tokens,
    output_tokens,
    cache_read_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    reasoning_tokens,
    total_tokens,
  } = totals
  const cache_write_tokens = Number(cache_write_5m_tokens) + Number(cache_write_1h_tokens)
  return {
    requests,
    input_tokens,
    output_tokens,
    cache_read_tokens,
    cache_write_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    reasoning_tokens,
    total_tokens,
  }
}

export function sizeOfFolder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)
}
