import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Changes with every change of the generator, so that no corpus of an older one is taken for a new one. */
export function generatorHash(): string {
  const hash = createHash('sha256')
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  for (const file of files.toSorted()) hash.update(readFileSync(join(import.meta.dirname, file)))
  return hash.digest('hex')
}
