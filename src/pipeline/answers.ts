import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder, warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { Source } from './discover.ts'
import { digest, inventoryOf } from './inventory.ts'

/**
 * Documents as they were last computed, by everything they follow from: the logs, the warehouse, the question. Asked the
 * same again, nothing has to be opened.
 */
export interface Answers {
  find<T>(): T | null
  /** To be called while the warehouse is still held and holds nothing unwritten. */
  keep(document: unknown): void
}

const KEPT = 64

export function openAnswers(env: Environment, sources: readonly Source[], question: unknown): Answers {
  const folder = join(stateFolder(env), 'answers')
  const asked = JSON.stringify([
    question,
    inventoryOf(sources),
    sources.map(({ agent, place, exists, failed }) => [agent.id, place, exists, failed]),
    // A day that is over may be restated, which the warehouse has to be told of.
    new Date().toISOString().slice(0, 10),
    filesOfProgram(),
  ])
  const file = (): string | null => {
    const warehouse = stamp(warehousePath(env))
    return warehouse === null ? null : join(folder, `${digest(asked + warehouse)}.json`)
  }
  return {
    find<T>(): T | null {
      const path = file()
      try {
        return path === null ? null : (JSON.parse(readFileSync(path, 'utf8')) as T)
      } catch {
        return null
      }
    },
    keep(document) {
      const path = file()
      if (path === null) return
      try {
        mkdirSync(folder, { recursive: true })
        writeFileSync(`${path}.${process.pid}`, JSON.stringify(document))
        renameSync(`${path}.${process.pid}`, path)
        thinOut(folder)
      } catch {
        // Where nothing can be kept, it is computed again.
      }
    },
  }
}

/** The price figures and the program itself: another version may answer otherwise. */
const filesOfProgram = (): (string | null)[] =>
  ['../../package.json', '../pricing/baseline/genai-prices.json', '../pricing/baseline/overlay.json'].map((path) =>
    stamp(new URL(path, import.meta.url)),
  )

function stamp(path: string | URL): string | null {
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return null
  }
}

function thinOut(folder: string): void {
  const names = readdirSync(folder)
  if (names.length <= KEPT) return
  const byAge = names.map((name) => ({ name, age: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.age - a.age)
  for (const { name } of byAge.slice(KEPT / 2)) rmSync(join(folder, name), { force: true })
}
