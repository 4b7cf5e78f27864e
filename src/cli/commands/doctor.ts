import { AGENTS } from '../../agents/list.ts'
import { resolveConfig } from '../../config/settings.ts'
import type { Settings } from '../../config/settings.ts'
import type { Check } from '../../core/checks.ts'
import { EXIT } from '../../core/errors.ts'
import { placesOf } from '../../pipeline/plugins/open-plugins.ts'
import { discoverSources } from '../../pipeline/surroundings.ts'
import { listPlugins } from '../../plugin-host/list.ts'
import { isClean } from '../../reports/clean.ts'
import { doctorDocument, findOut } from '../../reports/doctor.ts'
import type { Findings } from '../../reports/doctor.ts'
import { dataChecks } from '../checks/data.ts'
import { placeChecks } from '../checks/places.ts'
import { priceChecks } from '../checks/prices.ts'
import { pluginChecks } from '../checks/plugins.ts'
import { programChecks } from '../checks/program.ts'
import { configCheck, costCheck, zoneCheck } from '../checks/settings.ts'
import { stateFolderCheck, warehouseCheck } from '../checks/state.ts'
import type { Invocation } from '../command.ts'
import { healthOf } from '../plugin-items.ts'
import { configOf, filtersOf, openReading, timezoneOf } from '../reading.ts'
import type { Asked } from '../reading.ts'
import { printDoctor } from '../ui/doctor-page.ts'

/** Goes on where any other command would stop: whatever is wrong is a line of its report. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, env, io } = invocation
  const { settings, path, check: config } = await readConfig(invocation)
  const timezone = timezoneOf(flags, settings, env)
  const asked: Asked = {
    settings,
    timezone,
    filters: filtersOf(flags, timezone),
    sources: discoverSources(settings, env),
  }
  const { findings, check: warehouse } = await examine(invocation, asked)
  const missing = new Set(asked.sources.filter(({ exists }) => !exists).map(({ place }) => place.path))
  const checks: Check[] = [
    ...(await programChecks()),
    stateFolderCheck(env),
    warehouse,
    config,
    zoneCheck(flags, settings, env, timezone),
    costCheck(settings),
    ...placeChecks(asked.sources, AGENTS),
    ...(await pluginsOf(settings, path, invocation)),
    ...(findings ? [...dataChecks(findings, missing, Date.now()), ...priceChecks(findings)] : []),
  ]
  const document = doctorDocument(checks, findings)
  printDoctor(document, flags, io)
  if (!document.ok) return EXIT.failed
  return flags.strict && document.quality && !isClean(document.quality) ? EXIT.quality : EXIT.ok
}

/** Asked after the warehouse was closed, which one process alone may hold. */
async function pluginsOf(settings: Settings, path: string | null, { cwd, env }: Invocation): Promise<Check[]> {
  const seen = listPlugins(placesOf(path, cwd, env))
  const health = await healthOf(
    seen.map(({ name }) => name),
    env,
  )
  return pluginChecks({ seen, settings, health })
}

interface ReadConfig {
  readonly settings: Settings
  readonly path: string | null
  readonly check: Check
}

async function readConfig(invocation: Invocation): Promise<ReadConfig> {
  try {
    const { config, path } = await configOf(invocation)
    return { settings: resolveConfig(config), path, check: configCheck({ path }) }
  } catch (error) {
    return { settings: resolveConfig(null), path: null, check: configCheck({ error }) }
  }
}

async function examine(invocation: Invocation, asked: Asked): Promise<{ findings: Findings | null; check: Check }> {
  const { env, signal } = invocation
  try {
    const { report, settings } = await openReading(invocation, asked)
    try {
      const { querySchemaVersion } = await import('../../warehouse/queries/doctor.ts')
      const schema = await querySchemaVersion(report.db)
      return {
        findings: await findOut({ ...report, mode: settings.pricing.cost }),
        check: warehouseCheck(env, { schema }),
      }
    } finally {
      report.close()
    }
  } catch (error) {
    signal.throwIfAborted()
    return { findings: null, check: warehouseCheck(env, { error }) }
  }
}
