import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { generateCorpus, homeOf, truthFile } from '../generator/corpus.ts'
import { generatorHash } from '../generator/fingerprint.ts'
import type { Kind } from '../generator/profiles.ts'
import type { Truth } from '../generator/truth.ts'
import { parseSize } from '../sizes.ts'

export interface Corpus {
  readonly name: string
  readonly kind: Kind
  readonly sizeName: string
  readonly folder: string
  readonly home: string
  readonly truth: Truth
  readonly isNew: boolean
}

const SEED = 1

/** The corpus in `place`, generated if it is not there or was made by another generator. */
export function ensureCorpus(place: string, kind: Kind, sizeName: string): Corpus {
  const name = `${kind}-${sizeName}`
  const folder = join(place, name)
  const size = parseSize(sizeName)
  const found = existsSync(truthFile(folder))
    ? (JSON.parse(readFileSync(truthFile(folder), 'utf8')) as Truth)
    : undefined
  const isThere = found?.generator === generatorHash() && found.size === size && found.seed === SEED
  const truth = isThere ? found : generateCorpus({ kind, size, out: folder, seed: SEED })
  return { name, kind, sizeName, folder, home: homeOf(folder), truth, isNew: !isThere }
}

/** Reads everything once, so that no run pays for the disk. */
export function warmPageCache(home: string): void {
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const descriptor = openSync(join(entry.parentPath, entry.name), 'r')
    while (readSync(descriptor, buffer) > 0);
    closeSync(descriptor)
  }
}
