import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PricingSettings } from '../../config/pricing.ts'
import { parseDay } from '../../core/days.ts'
import { parseMoney } from '../../core/money.ts'
import type { CostFigures } from '../../warehouse/queries/costs.ts'
import type { QualityBlock } from '../../reports/quality.ts'
import type { RestatedPeriod } from '../../reports/sections/restated.ts'
import type { SubscriptionUse } from '../../reports/sections/subscriptions.ts'
import { budgetItem } from './budgets.ts'
import type { RunContext, RunState } from './context.ts'
import { sha256Of } from './files.ts'
import { JSON_SEAL, sealed } from './seal.ts'
import type { ExportedFile } from '../../plugin-sdk/types.ts'

/** What a run leaves beside its report: all that the same input gives again, and nothing else. */
export interface RunFile {
  readonly schema_version: 1
  readonly kind: 'report-run'
  readonly job: string
  readonly title: string
  readonly period: { readonly since: string; readonly until: string; readonly timezone: string }
  /** Of the job and of the settings that it works with. */
  readonly config: string
  readonly prices: { readonly version: string; readonly as_of: string }
  /** Of the billed requests that it reports. */
  readonly inputs: { readonly requests: number; readonly sha256: string }
  readonly totals: CostFigures
  readonly budgets: readonly ReturnType<typeof budgetItem>[]
  readonly restated: readonly RestatedPeriod[]
  readonly subscriptions: readonly SubscriptionUse[]
  readonly quality: QualityBlock
  readonly outputs: readonly ExportedFile[]
  /** Of all the rest: a file that was changed by hand does not match it. */
  readonly seal: string
}

export const RUN_FILE = 'run.json'

export function runFileOf(
  { job, settings, calendar }: RunContext,
  { evaluated, period }: Required<RunState>,
  outputs: readonly ExportedFile[],
): string {
  const { report, totals, budgets, restated, subscriptions, inputs } = evaluated
  const { period: days, timezone, filters, report: rules, export: exported, budgets: names } = job
  const used = exported.map(({ plugin }) => plugin)
  // What decides what the files say; who is told of them and how they are published does not.
  const follows = {
    job: { days, timezone, filters, rules, exported, names },
    calendar,
    pricing: pricingOf(settings.pricing),
    budgets: settings.budgets,
    plugins: Object.fromEntries(Object.entries(settings.plugins).filter(([id]) => used.includes(id))),
  }
  const file: RunFile = {
    schema_version: 1,
    kind: 'report-run',
    job: job.name,
    title: report.title,
    period: { ...period, timezone: job.timezone },
    config: `sha256:${sha256Of(JSON.stringify(follows, withMoney))}`,
    prices: report.prices,
    inputs,
    totals,
    budgets: budgets.map(budgetItem),
    restated,
    subscriptions,
    quality: report.quality as unknown as QualityBlock,
    outputs: outputs.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    seal: JSON_SEAL,
  }
  return sealed(`${JSON.stringify(file, null, 2)}\n`)
}

/** Where prices are from says nothing of what they are. */
const pricingOf = ({ lock: _, lockIsNamed: __, providers: ___, ...pricing }: PricingSettings) => pricing

const withMoney = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** Null where there is none, or none that can be read. */
export function readRunFile(path: string): RunFile | null {
  try {
    return parseRunFile(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Null where the text is none. */
export function parseRunFile(text: string): RunFile | null {
  try {
    const file = JSON.parse(text) as RunFile
    return isRunFile(file) ? file : null
  } catch {
    return null
  }
}

/** Whether what is read of it is there: anybody, also a later version, may have left a file of that name. */
function isRunFile({ schema_version, kind, period, totals, budgets, outputs }: RunFile): boolean {
  const isDay = (day: string): boolean => parseDay(day, 'period') === day
  const areTexts = (...values: readonly unknown[]): boolean => values.every((value) => typeof value === 'string')
  return (
    schema_version === 1 &&
    kind === 'report-run' &&
    isDay(period.since) &&
    isDay(period.until) &&
    parseMoney(totals.cost_usd) !== null &&
    [totals.requests, totals.unpriced_requests].every((count) => typeof count === 'number') &&
    budgets.every(({ name, state }) => areTexts(name, state)) &&
    outputs.every(({ path, sha256 }) => areTexts(path, sha256))
  )
}

/** path -> sha256 of what the run beside it wrote. */
export function writtenBefore(runFile: string): ReadonlyMap<string, string> {
  const outputs = readRunFile(runFile)?.outputs ?? []
  return new Map(outputs.map(({ path, sha256 }) => [join(dirname(runFile), path), sha256]))
}
