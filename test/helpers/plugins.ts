import { join } from 'node:path'
import { writeText } from './folders.ts'

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
