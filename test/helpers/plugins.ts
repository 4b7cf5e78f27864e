import { join } from 'node:path'
import { tempFolder, writeText } from './folders.ts'
import { ROOT } from './imports.ts'

export const BROKEN = join(ROOT, 'test/fixtures/plugins/broken')

/** A plugin with the least that one can have, and more sections. */
export function writePlugin(
  folder: string,
  { name = 'made-up', more = '', type = 'exporter' }: { name?: string; more?: string; type?: string } = {},
): string {
  const path = join(folder, name)
  const manifest = `[plugin]\nname = "${name}"\nversion = "1.2.3"\n[capabilities]\ntype = "${type}"\n${more}`
  writeText(join(path, 'plugin.toml'), manifest)
  writeText(join(path, 'main.js'), '')
  return path
}

/** A plugin that runs this JavaScript. `WIRE` in it is the path of the least of the wire. */
export function writeProgram(code: string, options: { name?: string; more?: string; type?: string } = {}): string {
  const path = writePlugin(tempFolder(), options)
  writeText(join(path, 'main.js'), code.replace('WIRE', JSON.stringify(join(BROKEN, 'wire.mjs'))))
  return path
}
