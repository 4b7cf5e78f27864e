import { realpathSync } from 'node:fs'
import { AGENTS } from '../../agents/list.ts'
import { resolveConfig } from '../../config/settings.ts'
import type { Settings } from '../../config/settings.ts'
import type { Check } from '../../core/checks.ts'
import { dayIn } from '../../core/days.ts'
import { EXIT } from '../../core/errors.ts'
import { placesOf } from '../../plugin-host/places.ts'
import type { Source } from '../../pipeline/discover.ts'
import type { SeenPlugin } from '../../plugin-host/list.ts'
import type { Environment } from '../../platform/places.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { doctorDocument, findOut } from '../../reports/doctor.ts'
import type { Findings } from '../../reports/doctor.ts'
import { dataChecks } from '../checks/data.ts'
import { jobChecks } from '../checks/jobs.ts'
import type { RunHistory } from '../checks/jobs.ts'
import { placeChecks, toldWithPlace } from '../checks/places.ts'
import { discountChecks, lockCheck, priceChecks } from '../checks/prices.ts'
import { pluginChecks, seePlugins } from '../checks/plugins.ts'
import { programChecks } from '../checks/program.ts'
import { configCheck, costCheck, zoneCheck } from '../checks/settings.ts'
import { stateFolderCheck, temporaryFolderCheck, warehouseCheck } from '../checks/state.ts'
import type { Invocation } from '../command.ts'
import { healthOf } from '../plugin-items.ts'
import { exitOf } from '../quality-exit.ts'
import { askedWith, calendarOf, configOf, openReading, settingsIn } from '../reading.ts'
import type { Asked } from '../reading.ts'
import { printDoctor } from '../ui/doctor-page.ts'

/** Goes on where any other command would stop: whatever is wrong is a line of its report. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, env, io } = invocation
  const { settings: configured, path, check: config } = await readConfig(invocation)
  const lock = lockCheck(configured.pricing)
  const settings = lock.status === 'fail' ? withoutLock(configured) : configured
  const asked = await askedWith(settings, path, invocation)
  const { timezone } = asked
  const places = placesOf(path, invocation.cwd, env)
  const { findings, check: warehouse, history, sources, sellers } = await examine(invocation, asked, places.configDir)
  const { seen, unseen } = seePlugins(places)
  const checks: Check[] = [
    ...(await programChecks()),
    stateFolderCheck(env),
    temporaryFolderCheck(),
    warehouse,
    config,
    zoneCheck(flags, settings, env, timezone),
    costCheck(settings),
    ...placeChecks(sources, AGENTS, findings?.agents ?? [], timezone),
    ...unseen,
    ...(seen ? await pluginsOf(seen, settings, env) : []),
    ...(await jobChecks({
      settings,
      timezone,
      configDir: places.configDir,
      env,
      seen,
      history,
      signal: invocation.signal,
    })),
    ...(findings ? dataChecks(findings, toldWithPlace(sources), Date.now()) : []),
    lock,
    ...(findings ? priceChecks(findings, settings.pricing.cost) : []),
    ...(sellers ? discountChecks(settings.pricing.discounts, sellers) : []),
  ]
  const document = doctorDocument(checks, findings)
  printDoctor(document, flags, io)
  if (!document.ok) return EXIT.failed
  return document.quality ? exitOf(document.quality, flags) : EXIT.ok
}

/** Asked after the warehouse was closed, which one process alone may hold. */
async function pluginsOf(seen: readonly SeenPlugin[], settings: Settings, env: Environment): Promise<Check[]> {
  const health = await healthOf(
    seen.map(({ name }) => name),
    env,
  )
  return pluginChecks({ seen, settings, health })
}

const withoutLock = (settings: Settings): Settings => ({
  ...settings,
  pricing: { ...settings.pricing, lock: null, lockIsNamed: false },
})

interface ReadConfig {
  readonly settings: Settings
  readonly path: string | null
  readonly check: Check
}

async function readConfig(invocation: Invocation): Promise<ReadConfig> {
  try {
    const loaded = await configOf(invocation)
    const { path } = loaded
    return { settings: settingsIn(loaded, invocation), path, check: configCheck({ path }) }
  } catch (error) {
    return { settings: resolveConfig(null), path: null, check: configCheck({ error }) }
  }
}

interface Examined {
  readonly sources: readonly Source[]
  readonly findings: Findings | null
  readonly check: Check
  readonly history: RunHistory | null
  /** Of whom prices are listed. */
  readonly sellers: readonly string[] | null
}

async function examine(invocation: Invocation, asked: Asked, configDir: string): Promise<Examined> {
  const { env, signal } = invocation
  try {
    const { report, settings } = await openReading(invocation, asked)
    try {
      const { schemaVersion } = await import('../../warehouse/migrate.ts')
      const schema = await schemaVersion(report.db)
      const input = { ...report, mode: settings.pricing.cost }
      return {
        sources: report.sources,
        findings: await findOut({ ...input, agents: AGENTS }),
        check: warehouseCheck(env, { schema }),
        history: await historyOf(input, report.sources, asked, configDir),
        sellers: [...new Set(report.book.models().map(({ provider }) => provider))],
      }
    } finally {
      report.close()
    }
  } catch (error) {
    signal.throwIfAborted()
    return {
      sources: asked.sources,
      findings: null,
      check: warehouseCheck(env, { error }),
      history: null,
      sellers: null,
    }
  }
}

const OPEN_FOR = 14 * 86_400_000

async function historyOf(
  input: ReportInput,
  sources: readonly Source[],
  { settings, timezone }: Asked,
  configDir: string,
): Promise<RunHistory> {
  const { lastRuns } = await import('../../warehouse/runs.ts')
  const { openDeliveries } = await import('../../warehouse/deliveries.ts')
  const { evaluateBudgets } = await import('../../pipeline/run/budgets.ts')
  const today = dayIn(timezone, Date.now())
  const calendar = calendarOf(timezone, settings)
  return {
    last: await lastRuns(input.db, realpathSync(configDir)),
    open: await openDeliveries(input.db, Date.now() - OPEN_FOR),
    budgets: await evaluateBudgets(settings.budgets, { input, sources, calendar, day: today, today }),
  }
}
