import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { spanName } from '../../core/calendar.ts'
import { repositoryAround } from '../../platform/project.ts'
import type { JsonObject, Notification, NotificationLevel } from '../../plugin-sdk/types.ts'
import { anomalyText, notableOf } from '../../reports/highlights.ts'
import { starredCost } from '../../reports/sections/budgets.ts'
import { budgetItem } from './budgets.ts'
import type { Evaluated, RunContext, RunState } from './context.ts'
import { sha256Of } from './files.ts'
import { linkTo, reportFolder } from './places.ts'

export type Message = Pick<Notification, 'title' | 'message' | 'level' | 'metadata'>

/** Something that needs attention, told once. */
export interface Alert {
  /** The same for the same matter in the same period. */
  readonly subject: string
  readonly level: NotificationLevel
  readonly text: string
}

export function digestOf(context: RunContext, state: Required<RunState>): Message {
  const { evaluated, period } = state
  const { report, totals } = evaluated
  const lines = [
    ...report.figures.filter(({ note }) => note !== null).map(({ label, note }) => `${label}: ${note}`),
    ...report.highlights.map(({ text }) => text),
    ...report.warnings,
  ]
  return {
    // Many channels show the title alone: what the number leaves out is said below it.
    title: `${starredCost(totals)} for AI coding agents, ${spanName(period)}`,
    message: lines.join('\n'),
    level: levelOf(evaluated),
    metadata: metadataOf('digest', context, state),
  }
}

/** Budgets that don't hold, and unusual days. */
export const alertsOf = ({ budgets, anomalies }: Evaluated): Alert[] => [
  ...budgets
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state, period, threshold, message }): Alert => ({
      subject: `budget ${name} ${period.since} ${state}${threshold === null ? '' : ` ${threshold}`}`,
      level: state === 'alarm' ? 'critical' : 'warning',
      text: message,
    })),
  ...notableOf(anomalies).map((anomaly): Alert => ({
    subject: `unusual day ${unusual(anomaly.name)} ${anomaly.day}`,
    level: 'warning',
    text: anomalyText(anomaly),
  })),
]

/** By these words it is known what was told before: a project that is called all is not all usage. */
const unusual = (name: string | null): string => (name === 'all' ? '"all"' : (name ?? 'all'))

export function alertMessage(alerts: readonly Alert[], context: RunContext, state: Required<RunState>): Message {
  const [first] = alerts
  const critical = alerts.some(({ level }) => level === 'critical')
  return {
    title: alerts.length === 1 ? first!.text : `${alerts.length} matters need attention in ${context.job.name}`,
    message: alerts.length === 1 ? '' : alerts.map(({ text }) => text).join('\n'),
    level: critical ? 'critical' : 'warning',
    metadata: metadataOf('alert', context, state),
  }
}

const levelOf = ({ budgets, anomalies }: Evaluated): NotificationLevel => {
  if (budgets.some(({ state }) => state === 'alarm')) return 'critical'
  return anomalies.length > 0 || budgets.some(({ state }) => state !== 'ok') ? 'warning' : 'info'
}

function metadataOf(kind: 'digest' | 'alert', context: RunContext, state: Required<RunState>): JsonObject {
  const { job, configPath, configDir, env } = context
  const { period, evaluated, label } = state
  const page = state.outputs?.find(({ path }) => path === `${job.name}/${label}/report.md`)
  const root = repositoryAround(configDir) ?? configDir
  const inRepository = (file: string): string => relative(root, file).replaceAll('\\', '/')
  const path = page ? inRepository(join(reportFolder(context), page.path)) : null
  return {
    kind,
    job: job.name,
    period: { ...period, timezone: job.timezone },
    url: path === null ? null : addressOf(path, env),
    report_path: path,
    budgets: evaluated.budgets.map((budget) => ({
      ...budgetItem(budget),
      file: configPath === null ? null : inRepository(configPath),
      line: configPath === null ? null : lineOfBudget(configPath, budget.name),
    })),
  }
}

/** Where a config says the name of a budget, from 1. Others have names too, above its budgets. */
function lineOfBudget(configPath: string, name: string): number | null {
  const lines = readFileSync(configPath, 'utf8').split('\n')
  const first = lines.findIndex((line) => /\bbudgets['"]?\s*[:=]/.test(line))
  const named = new RegExp(`\\bname['"]?\\s*:\\s*['"]?${name}(?![\\w-])`)
  const at = lines.findIndex((line, i) => i >= first && named.test(line))
  return at === -1 ? null : at + 1
}

/** Of a page of the repository, where a workflow of GitHub runs. */
function addressOf(
  path: string,
  { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_REF_NAME: ref }: RunContext['env'],
) {
  return server && repository && ref ? `${server}/${repository}/blob/${ref}/${linkTo(path)}` : null
}

/** The same for the same content, so that it is not sent twice. */
export const keyOf = (parts: readonly unknown[]): string => sha256Of(JSON.stringify(parts)).slice(0, 40)
