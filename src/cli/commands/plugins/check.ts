import { getCompileCacheDir } from 'node:module'
import { basename, dirname, resolve } from 'node:path'
import { resolveConfig } from '../../../config/settings.ts'
import { EXIT, messageOf, RimuruError } from '../../../core/errors.ts'
import { placesOf } from '../../../plugin-host/places.ts'
import { checkPlugin } from '../../../plugin-host/check/check-plugin.ts'
import type { Check, CheckReport } from '../../../plugin-host/check/checks.ts'
import { findPlugin } from '../../../plugin-host/find.ts'
import { DEFAULT_SETTINGS } from '../../../plugin-host/plan.ts'
import type { FoundPlugin } from '../../../plugin-host/types.ts'
import type { Invocation } from '../../command.ts'
import { configOf } from '../../reading.ts'
import { toJson } from '../../ui/formats.ts'
import { printCheck, printVerdict } from '../../ui/plugin-check.ts'

/** Starts a plugin and tries everything that it should do. Exit 1 when it does not. */
export async function run(name: string, invocation: Invocation): Promise<number> {
  const { flags, io, env, cwd } = invocation
  if (flags.send === true && flags.offline === true) {
    throw new RimuruError('E7001', 'nothing can be sent with --offline', { hint: 'leave out one of them' })
  }
  const { config, path } = await configOf(invocation)
  const places = placesOf(path, cwd, env)
  const cache = getCompileCacheDir()
  const tell = (check: Check): void => {
    if (!flags.json) printCheck(check, io)
  }
  const found = await find(name, places, cwd)
  const report =
    'manifest' in found
      ? await checkPlugin(found, {
          settings: (resolveConfig(config).plugins[found.manifest.id] ?? DEFAULT_SETTINGS) as typeof DEFAULT_SETTINGS,
          plan: { configDir: places.configDir, env, compileCache: cache ? dirname(cache) : null },
          send: flags.send === true,
          offline: flags.offline === true,
          tell,
        })
      : found
  if (flags.json) io.out(toJson({ schema_version: 1, kind: 'plugin-check', ...report }))
  else {
    if (!('manifest' in found)) for (const check of report.checks) printCheck(check, io)
    printVerdict(report, io)
  }
  return report.ok ? EXIT.ok : EXIT.failed
}

/** A plugin whose manifest or whose metadata is wrong has failed its first check. */
async function find(
  name: string,
  places: Parameters<typeof findPlugin>[1],
  cwd: string,
): Promise<FoundPlugin | CheckReport> {
  try {
    return await findPlugin(name, places)
  } catch (error) {
    if (!(error instanceof RimuruError) || error.code !== 'E4001') throw error
    const id = basename(resolve(cwd, name))
    const detail = messageOf(error)
    const check = { name: detail.includes('--metadata') ? 'metadata' : 'manifest', ok: false, skipped: false, detail }
    return { ok: false, plugin: { id, name: id, version: null, kind: null }, checks: [check] }
  }
}
