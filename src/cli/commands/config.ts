import { CONFIGURABLE } from '../../agents/list.ts'
import { SEARCH_PLACES } from '../../config/find.ts'
import type { LoadedConfig } from '../../config/load.ts'
import { EXIT, RimuruError } from '../../core/errors.ts'
import { actionOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { configOf, settingsIn } from '../reading.ts'
import { resolvedSettings } from '../resolved-settings.ts'
import { printConfig } from '../ui/config-page.ts'
import { toJson } from '../ui/formats.ts'

const ACTIONS = ['print', 'validate', 'schema'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const action = actionOf(flags, ACTIONS)
  if (action === 'schema') {
    const { renderConfigJsonSchema } = await import('../../config/json-schema.ts')
    io.out(renderConfigJsonSchema(CONFIGURABLE))
    return EXIT.ok
  }
  if (action === 'validate') return validate(invocation)
  const loaded = await configOf(invocation)
  printConfig(loaded.path, resolvedSettings(loaded, invocation), flags.json === true, io)
  return EXIT.ok
}

/** Which names are one seller only the prices know. */
async function checkPrices({ config, path }: LoadedConfig): Promise<void> {
  const overrides = config?.pricing?.overrides
  if (overrides === undefined) return
  const { refuseTwins } = await import('../../pricing/rules/overrides.ts')
  refuseTwins(overrides, path ?? undefined)
}

/** What doctor says of the plugins that the config has settings for. */
async function checkPlugins(loaded: LoadedConfig, invocation: Invocation): Promise<void> {
  const { pluginChecks } = await import('../checks/plugins.ts')
  const { listPlugins } = await import('../../plugin-host/list.ts')
  const { placesOf } = await import('../../plugin-host/places.ts')
  const settings = settingsIn(loaded, invocation)
  const seen = listPlugins(placesOf(loaded.path, invocation.cwd, invocation.env))
  const checks = await pluginChecks({ seen, settings, health: new Map() })
  for (const { name, status, detail, hint } of checks.filter((check) => Object.hasOwn(settings.plugins, check.name))) {
    const context = { where: loaded.path ?? undefined, hint: hint ?? undefined }
    if (status === 'fail') throw new RimuruError('E3001', detail, context)
    if (status === 'warn') invocation.io.note(`${name}: ${detail}; ${hint}\n`)
  }
}

/** An error is printed as any other is; with `--json` it is in the document as well. */
async function validate(invocation: Invocation): Promise<number> {
  const { flags, io, cwd } = invocation
  const document = { schema_version: 1, kind: 'config-validation' }
  try {
    const loaded = await configOf(invocation)
    const { path } = loaded
    await checkPrices(loaded)
    if (Object.keys(loaded.config?.plugins ?? {}).length > 0) await checkPlugins(loaded, invocation)
    if (flags.json) io.out(toJson({ ...document, ok: true, path, error: null }))
    else if (path === null)
      io.out(`no config file found in ${cwd} or above it in its repository: everything is at its default\n`)
    else io.out(`ok: ${path}\n`)
    if (path === null) io.note(`a config file is named ${SEARCH_PLACES.join(', ')}\n`)
    return EXIT.ok
  } catch (error) {
    if (flags.json && error instanceof RimuruError) {
      const { code, message, where = null, hint = null } = error
      io.out(toJson({ ...document, ok: false, path: where, error: { code, message, where, hint } }))
    }
    throw error
  }
}
