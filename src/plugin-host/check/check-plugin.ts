import { rm } from 'node:fs/promises'
import { temporaryFolder } from '../../platform/folders.ts'
import type { Json, JsonObject } from '../../plugin-sdk/types.ts'
import { planPlugin } from '../plan.ts'
import type { PlanOptions, PluginSettings } from '../plan.ts'
import type { FoundPlugin, PluginPlan } from '../types.ts'
import { checkBrokenFrame, checkEnd, checkHttp, checkKeys, checkMetadata, checkOutput, checkStart } from './base.ts'
import { createChecks } from './checks.ts'
import type { Check, CheckReport, Checks } from './checks.ts'
import { checkOurs, OURS } from './ours.ts'
import { startTrial } from './trial.ts'

export interface CheckOptions {
  readonly settings: PluginSettings
  readonly plan: Omit<PlanOptions, 'stateDir'>
  /** Whether a notifier may really send something. */
  readonly send: boolean
  /** Whether it gets no network from the host. */
  readonly offline?: boolean
  /** Told of each check when it is done. */
  readonly tell: (check: Check) => void
}

/** Starts a plugin and tries everything that it should do, in a folder that is thrown away. */
export async function checkPlugin(plugin: FoundPlugin, options: CheckOptions): Promise<CheckReport> {
  const { id, name, version } = plugin.manifest
  const checks = createChecks(id, options.tell)
  const stateDir = temporaryFolder('rimuru-check-')
  let kind = plugin.manifest.kind
  try {
    const plan = await planned(checks, plugin, { ...options, plan: { ...options.plan, stateDir } })
    if (plan) {
      const metadata = await checkMetadata(checks, plan)
      kind ??= metadata?.kind ?? null
      if (metadata) await tryOut(checks, plan, kind, metadata.capabilities ?? plugin.manifest.calls, options)
    }
  } finally {
    await rm(stateDir, { recursive: true, force: true })
  }
  return { ok: checks.list.every(({ ok }) => ok), plugin: { id, name, version, kind }, checks: checks.list }
}

async function planned(
  checks: Checks,
  plugin: FoundPlugin,
  { settings, plan: options }: { settings: PluginSettings; plan: PlanOptions },
): Promise<PluginPlan | null> {
  let plan: PluginPlan | null = null
  await checks.run('config', async () => {
    const config = { ...examplesIn(plugin.manifest.configSchema), ...settings.config }
    plan = await planPlugin(plugin, { ...settings, config }, options)
    const keys = Object.keys(plan.config)
    return keys.length === 0 ? 'it needs none' : keys.join(', ')
  })
  return plan
}

/** A config that is required and not there yet: the first of the examples that the schema gives. */
function examplesIn(schema: JsonObject | null): JsonObject {
  const required = Array.isArray(schema?.required) ? schema.required : []
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, { readonly examples?: readonly Json[] }>>
  return Object.fromEntries(
    required.flatMap((key) => {
      const [example] = properties[String(key)]?.examples ?? []
      return example === undefined ? [] : [[String(key), example]]
    }),
  )
}

async function tryOut(
  checks: Checks,
  plan: PluginPlan,
  kind: FoundPlugin['manifest']['kind'],
  offered: readonly string[],
  { send, offline = false }: Pick<CheckOptions, 'send' | 'offline'>,
): Promise<void> {
  const trial = startTrial(plan, offline)
  const started = await checkStart(checks, trial, plan)
  if (started) {
    if (kind === null) {
      await checkHttp(checks, trial)
      for (const name of OURS) checks.skip(name, 'a plugin of the base protocol has no kind')
    } else await checkOurs({ checks, trial, plan, offered, send }, kind)
    if (plan.plugin.manifest.runtime.transport === 'socket') await checkKeys(checks, trial)
    await checkEnd(checks, trial)
    await checkBrokenFrame(checks, trial, plan)
  }
  await trial.stop()
  await checkOutput(checks, trial)
}
