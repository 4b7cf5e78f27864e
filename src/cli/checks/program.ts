import { readFileSync } from 'node:fs'
import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import { messageOf } from '../../core/errors.ts'

const { ok, fail } = checksOf('Program')

export async function programChecks(): Promise<Check[]> {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return [ok('rimuru', manifest.version), ok('Node', `${process.versions.node}, ${process.execPath}`), await duckdb()]
}

async function duckdb(): Promise<Check> {
  try {
    const { duckdbVersion } = await import('../../warehouse/duckdb-version.ts')
    return ok('DuckDB', duckdbVersion().replace(/^v/, ''))
  } catch (error) {
    return fail('DuckDB', `cannot be loaded: ${messageOf(error).split('\n')[0]}`, {
      hint: 'run npm ci again without --omit=optional: its binary is an optional dependency',
    })
  }
}
