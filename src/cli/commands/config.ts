import { CONFIGURABLE } from '../../agents/list.ts'
import { SEARCH_PLACES } from '../../config/find.ts'
import { EXIT, RimuruError } from '../../core/errors.ts'
import { actionOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { configOf } from '../reading.ts'
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

/** An error is printed as any other is; with `--json` it is in the document as well. */
async function validate(invocation: Invocation): Promise<number> {
  const { flags, io, cwd } = invocation
  const document = { schema_version: 1, kind: 'config-validation' }
  try {
    const { path } = await configOf(invocation)
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
