import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../../../src/config/settings.ts'
import type { RunContext, RunState } from '../../../src/pipeline/run/context.ts'
import { readRunFile, runFileOf, writtenBefore } from '../../../src/pipeline/run/record-file.ts'
import type { RunFile } from '../../../src/pipeline/run/record-file.ts'
import { isSealed } from '../../../src/pipeline/run/seal.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { runFile } from './run-files.ts'

const JOB = {
  name: 'night',
  path: '/one/jobs/night.ts',
  description: 'What it cost',
  schedule: null,
  timezone: 'UTC',
  period: 'yesterday',
  export: [{ plugin: 'csv' }],
  notify: [],
  hooks: [{ plugin: 'guard', on: ['CostThreshold'], threshold: 5n * 10n ** 18n }],
}

interface Given {
  readonly job?: object
  readonly settings?: object
  readonly context?: object
}

/** What is written for a run that differs from another in this. */
function written({ job = {}, settings = {}, context = {} }: Given = {}): RunFile {
  const { period, totals, prices, inputs, quality } = runFile('2026-11-19')
  const given = {
    job: { ...JOB, ...job },
    settings: { ...resolveConfig(null), ...settings },
    calendar: { timezone: 'UTC', weekStart: 1, monthStart: 1 },
    runId: 'this run',
    now: 1,
    ...context,
  }
  const state = {
    period: { since: period.since, until: period.until },
    evaluated: {
      report: { title: 'A day', prices, quality },
      totals,
      inputs,
      budgets: [],
      restated: [],
      subscriptions: [],
    },
  }
  const outputs = ['report.md', 'costs.csv'].map((path) => ({ path, media_type: 'text/plain', rows: 0, sha256: path }))
  const text = runFileOf(given as unknown as RunContext, state as unknown as Required<RunState>, outputs)
  expect(text.endsWith('}\n')).toBe(true)
  return JSON.parse(text) as RunFile
}

describe('what a run leaves beside its report', () => {
  it('is all that the same input gives again, and nothing else', () => {
    const file = written()
    expect(Object.keys(file)).toEqual(Object.keys(runFile('2026-11-19')))
    expect(file).toMatchObject({
      schema_version: 1,
      kind: 'report-run',
      job: 'night',
      period: { since: '2026-11-19', until: '2026-11-19', timezone: 'UTC' },
      outputs: [{ path: 'costs.csv' }, { path: 'report.md' }],
    })
    expect(written({ context: { runId: 'another', now: 2, env: { HOME: '/x' }, date: '2026-11-19' } })).toEqual(file)
  })

  it('is sealed', () => {
    const path = join(tempFolder(), 'run.json')
    writeText(path, `${JSON.stringify(written(), null, 2)}\n`)
    expect(isSealed(path)).toBe(true)
  })

  it('tells by its config whether a run went by other rules', () => {
    const { config } = written()
    expect(config).toMatch(/^sha256:[0-9a-f]{64}$/)
    const others: Given[] = [
      { job: { export: [{ plugin: 'xml' }] } },
      { job: { filters: { agents: ['codex'] } } },
      { settings: { budgets: [{ name: 'team', amount: 1n }] } },
      { settings: { pricing: { ...resolveConfig(null).pricing, cost: 'recorded' } } },
      { settings: { plugins: { csv: { enabled: true, config: { separator: ';' } } } } },
      { context: { calendar: { timezone: 'UTC', weekStart: 7, monthStart: 1 } } },
    ]
    const configs = others.map((given) => written(given).config)
    expect(new Set([config, ...configs]).size).toBe(others.length + 1)
  })

  it('goes by the same rules wherever and whenever the job runs, and whoever is told of it', () => {
    const { config } = written()
    const same: Given[] = [
      { job: { path: '/elsewhere/jobs/night.ts' } },
      { job: { description: 'Something else' } },
      { job: { notify: [{ plugin: 'slack' }], hooks: [] } },
      { job: { publish: null } },
      { job: { schedule: { cron: '30 5 * * *', timezone: 'UTC' } } },
      { settings: { plugins: { unused: { enabled: true } } } },
    ]
    expect(same.map((given) => written(given).config)).toEqual(same.map(() => config))
  })
})

describe('reading it again', () => {
  it('gives what was written, and the digest of each file by its path', () => {
    const path = join(tempFolder(), 'run.json')
    const file = runFile('2026-11-19')
    writeText(path, JSON.stringify(file))
    expect(readRunFile(path)).toEqual(file)
    expect([...writtenBefore(path)]).toEqual([[join(path, '../report.md'), '4']])
  })

  it('gives nothing where there is none, or something else', () => {
    const folder = tempFolder()
    const { totals: _, ...withoutTotals } = runFile('2026-11-19')
    const odd = [
      withoutTotals,
      { ...runFile('2026-11-19'), schema_version: 2 },
      runFile('2026-11-19', {}, { cost_usd: 'much' }),
      runFile('2026-11-31'),
      { ...runFile('2026-11-19'), period: null },
      { ...runFile('2026-11-19'), budgets: [null] },
      { ...runFile('2026-11-19'), outputs: [{ path: 'report.md' }] },
    ].map((file) => JSON.stringify(file))
    const texts = [
      ...odd,
      '',
      'null',
      '[]',
      '{"kind":"run","outputs":[]}',
      '{"kind":"report-run"}',
      '{"kind":"report-run","o',
    ]
    for (const [i, text] of texts.entries()) {
      const path = writeText(join(folder, `${i}.json`), text)
      expect(readRunFile(path)).toBe(null)
      expect(writtenBefore(path).size).toBe(0)
    }
    expect(readRunFile(join(folder, 'none.json'))).toBe(null)
  })
})
