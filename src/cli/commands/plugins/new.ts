import { existsSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { EXIT, messageOf, RimuruError } from '../../../core/errors.ts'
import { makeFolder } from '../../../platform/folders.ts'
import { PLUGIN_ID } from '../../../plugin-host/manifest.ts'
import type { PluginKind } from '../../../plugin-sdk/types.ts'
import type { Invocation } from '../../command.ts'
import { toJson } from '../../ui/formats.ts'
import { programVersion } from '../../../platform/version.ts'
import { manifestText, readmeText } from './templates/texts.ts'
import { pythonPlugin } from './templates/python.ts'
import { typescriptPlugin } from './templates/typescript.ts'

const PROGRAMS = {
  ts: ['main.ts', typescriptPlugin],
  python: ['main.py', pythonPlugin],
} as const

/** Writes a plugin that works, to start from. */
export async function run(id: string, { flags, io, cwd }: Invocation): Promise<number> {
  if (!PLUGIN_ID.test(id)) {
    throw new RimuruError('E7001', `"${id}" is no name for a plugin`, {
      hint: 'small letters, digits, - and _, the first a letter or digit, 64 at most',
    })
  }
  const kind = (flags.kind ?? 'exporter') as PluginKind
  const [program, textOf] = PROGRAMS[(flags.lang ?? 'ts') as keyof typeof PROGRAMS]
  const folder = resolve(cwd, typeof flags.dir === 'string' ? flags.dir : join('plugins', id))
  if (existsSync(folder)) {
    throw new RimuruError('E8001', 'there is something already, and nothing is overwritten', {
      where: folder,
      hint: 'choose another name, or another folder with --dir',
    })
  }
  const files = {
    'plugin.toml': manifestText(kind, id, programVersion()),
    [program]: textOf(kind, id),
    'README.md': readmeText(kind, id, program),
  }
  try {
    makeFolder(folder)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { flag: 'wx' })
  } catch (cause) {
    throw new RimuruError('E8001', `the plugin cannot be written: ${messageOf(cause)}`, { where: folder, cause })
  }
  if (flags.json) {
    io.out(toJson({ schema_version: 1, kind: 'plugin-new', id, type: kind, folder, files: Object.keys(files) }))
    return EXIT.ok
  }
  const shown = relative(cwd, folder) || folder
  for (const name of Object.keys(files)) io.out(`${join(shown, name)}\n`)
  return EXIT.ok
}
