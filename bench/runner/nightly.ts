import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measurer } from './measure.ts'
import type { NightlyResult, StepTiming } from './results.ts'
import { rimuru } from './rimuru.ts'
import { median, medians } from './statistics.ts'
import type { Sample } from './statistics.ts'

/** The last days of the corpus with usage. The first run reads all logs; the others report one day more each. */
const DAYS = ['2026-10-26', '2026-10-27', '2026-10-28'] as const

const JOB = {
  period: 'yesterday',
  export: [
    'markdown',
    'html',
    'json',
    'xml',
    { plugin: 'csv', data: 'costs' },
    { plugin: 'ndjson', data: 'costs' },
    { plugin: 'parquet', data: 'sessions' },
  ],
  notify: ['webhook', 'discord'],
}

interface RunRecord {
  readonly status: string
  readonly steps: readonly { readonly id: string; readonly ms: number }[]
  readonly outputs: readonly unknown[]
  readonly deliveries: readonly { readonly state: string }[]
}

/** The whole of a nightly run: seven exports, a commit, two notifications. */
export async function measureNightly(home: string, measurer: Measurer, rounds: number): Promise<NightlyResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-bench-nightly-'))
  const receiver = spawn(process.execPath, [join(import.meta.dirname, 'receiver.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const port = await new Promise<string>((resolve) =>
      receiver.stdout.once('data', (text) => resolve(String(text).trim())),
    )
    const samples = { cold: [] as Measured[], warm: [] as Measured[] }
    for (let round = 0; round <= rounds; round += 1) {
      const place = repositoryIn(join(folder, String(round)), `http://127.0.0.1:${port}/`)
      for (const [i, day] of DAYS.entries()) {
        const measured = runOnce(home, place, day, `http://127.0.0.1:${port}/`, measurer)
        // The first round fills the caches of compiled code.
        if (round > 0) samples[i === 0 ? 'cold' : 'warm'].push(measured)
      }
    }
    return {
      cold: medians(samples.cold.map(({ sample }) => sample)),
      warm: medians(samples.warm.map(({ sample }) => sample)),
      steps: stepsOf(samples.cold, samples.warm),
    }
  } finally {
    receiver.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measured {
  readonly sample: Sample
  readonly record: RunRecord
}

function repositoryIn(place: string, url: string): string {
  mkdirSync(join(place, 'jobs'), { recursive: true })
  const config = { version: 1, timezone: 'UTC', plugins: { webhook: { config: { url } } } }
  writeFileSync(join(place, 'rimuru.config.json'), JSON.stringify(config))
  writeFileSync(join(place, 'jobs', 'daily-report.json'), JSON.stringify(JOB))
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ])
    spawnSync('git', args, { cwd: place })
  return place
}

function runOnce(home: string, place: string, day: string, url: string, measurer: Measurer): Measured {
  const config = join(place, 'rimuru.config.json')
  const call = rimuru(home, join(place, 'state'), 'run', 'daily-report', '--config', config, '--date', day, '--json')
  const { stdout, ...sample } = measurer.measure({ ...call, env: { ...call.env, DISCORD_WEBHOOK_URL: url } })
  const record = JSON.parse(stdout) as RunRecord
  const sent = record.deliveries.filter(({ state }) => state === 'delivered').length
  if (record.status !== 'ok' || record.outputs.length < 10 || sent !== 2) {
    throw new Error(
      `the run of ${day} was ${record.status}, wrote ${record.outputs.length} files and sent ${sent} of 2`,
    )
  }
  return { sample, record }
}

function stepsOf(cold: readonly Measured[], warm: readonly Measured[]): StepTiming[] {
  const secondsOf = (runs: readonly Measured[], id: string): number =>
    median(runs.map(({ record }) => (record.steps.find((step) => step.id === id)?.ms ?? 0) / 1000))
  const ids = cold[0]?.record.steps.map(({ id }) => id) ?? []
  return ids.map((id) => ({ id, cold: secondsOf(cold, id), warm: secondsOf(warm, id) }))
}
