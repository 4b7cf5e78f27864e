import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export interface Machine {
  readonly cores: number
  readonly processor: string
  readonly memory: number
  readonly node: string
  readonly duckdb: string
  readonly ccusage: string
}

export const describeMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  memory: totalmem(),
  node: process.version,
  duckdb: versionIn(join(ROOT, 'node_modules/@duckdb/node-api/package.json')),
  ccusage: versionIn(join(ROOT, 'bench/node_modules/@ccusage/ccusage-linux-x64/package.json')),
})

const versionIn = (manifest: string): string =>
  existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : 'not installed'
