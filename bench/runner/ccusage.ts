import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Invocation } from './measure.ts'
import type { Counted } from './verify.ts'

const BENCH = join(import.meta.dirname, '..')
const BINARY = join(BENCH, 'node_modules/@ccusage/ccusage-linux-x64/bin/ccusage')

/** The native binary, called directly: its npm launcher would only add to its times. Undefined where there is none for this platform. */
export function installCcusage(): string | undefined {
  if (!existsSync(BINARY))
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: BENCH, stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(BINARY) || process.platform !== 'linux' || process.arch !== 'x64') return undefined
  // The package ships it without the executable bit.
  chmodSync(BINARY, 0o755)
  return BINARY
}

/** `daily` without a name of an agent reads all of them in one run. */
export const ccusageCosts = (binary: string, home: string): Invocation => ({
  program: binary,
  args: ['daily', '--json', '--offline', '-z', 'UTC'],
  env: {
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CODEX_HOME: join(home, '.codex'),
    PATH: process.env['PATH'] ?? '',
  },
})

export function ccusageTotals(stdout: string): Counted {
  const { totals } = JSON.parse(stdout) as { totals: Record<string, number> }
  return {
    input_tokens: totals['inputTokens'],
    output_tokens: totals['outputTokens'],
    cache_read_tokens: totals['cacheReadTokens'],
    cache_write_tokens: totals['cacheCreationTokens'],
    total_tokens: totals['totalTokens'],
  }
}
