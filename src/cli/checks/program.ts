import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import { messageOf } from '../../core/errors.ts'
import { programVersion } from '../../platform/version.ts'

const { ok, fail } = checksOf('Program')

export async function programChecks(): Promise<Check[]> {
  return [ok('rimuru', programVersion()), ok('Node', `${process.versions.node}, ${process.execPath}`), await duckdb()]
}

async function duckdb(): Promise<Check> {
  try {
    const { duckdbVersion } = await import('../../warehouse/duckdb.ts')
    return ok('DuckDB', duckdbVersion().replace(/^v/, ''))
  } catch (error) {
    return fail('DuckDB', `cannot be loaded: ${messageOf(error).split('\n')[0]}`, {
      hint: 'run npm ci again without --omit=optional: its binary is an optional dependency',
    })
  }
}
