import { join } from 'node:path'
import { openMemo, stampOf } from '../platform/memo.ts'
import { stateFolder, warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { Source } from './discover.ts'
import { inventoryOf } from './inventory.ts'

/**
 * Documents as they were last computed, by everything they follow from: the logs, the warehouse, the question. Asked the
 * same again, nothing has to be opened.
 */
export interface Answers {
  find<T>(): T | null
  /** To be called while the warehouse is still held and holds nothing unwritten. */
  keep(document: unknown): void
}

/** The price figures and the program itself: another version may answer otherwise. */
const PROGRAM = ['../../package.json', '../pricing/baseline/genai-prices.json', '../pricing/baseline/overlay.json']

const NONE: Answers = { find: () => null, keep: () => undefined }

export function openAnswers(env: Environment, sources: readonly Source[], question: unknown): Answers {
  // Whether the data of a plugin has changed, only the plugin can tell.
  if (sources.some(({ plugin }) => plugin)) return NONE
  const memo = openMemo(join(stateFolder(env), 'answers'))
  const asked = JSON.stringify([
    question,
    inventoryOf(sources),
    sources.map(({ agent, place, exists, failed }) => [agent.id, place, exists, failed]),
    // A day that is over may be restated, which the warehouse has to be told of.
    new Date().toISOString().slice(0, 10),
    PROGRAM.map((path) => stampOf(new URL(path, import.meta.url))),
  ])
  const key = (): string | null => {
    const warehouse = stampOf(warehousePath(env))
    return warehouse && asked + warehouse
  }
  return {
    find<T>(): T | null {
      const now = key()
      return now === null ? null : memo.recall<T>(now)
    },
    keep(document) {
      const now = key()
      if (now !== null) memo.remember(now, document)
    },
  }
}
