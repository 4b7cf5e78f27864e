import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { syncPrices } from '../../src/pipeline/prices/sync.ts'
import { largeLitellm, largeModelsDev, largeOpenRouter } from '../../test/pricing/providers/large.ts'
import type { AimedFigure } from './results.ts'
import { median } from './statistics.ts'

const RUNS = 15
const LISTS = { litellm: largeLitellm, 'models-dev': largeModelsDev, openrouter: largeOpenRouter }

/** What the lists of all six providers and the lock made of them take, each in a process that did nothing before. */
export async function measurePriceLists(): Promise<AimedFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-bench-prices-'))
  try {
    const lockPath = join(folder, 'prices.lock.json')
    const common = { env: { RIMURU_HOME: folder }, now: new Date(), lockPath }
    await syncPrices({ ...common, providers: ['anthropic', 'openai', 'google'] })
    for (const [name, textOf] of Object.entries(LISTS)) {
      const file = join(folder, `${name}.json`)
      writeFileSync(file, textOf())
      await syncPrices({ ...common, providers: [name], file })
    }
    const seconds = (work: 'parse' | 'load') => median(Array.from({ length: RUNS }, () => inProcess(work, folder)))
    return [
      { what: 'the lists of six price providers parsed', value: seconds('parse'), unit: 's', below: 0.3 },
      { what: 'the lock of them loaded, up to a first price', value: seconds('load'), unit: 's', below: 0.05 },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function inProcess(work: string, folder: string): number {
  const args = [join(import.meta.dirname, 'price-work.ts'), work, folder]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the price lists: ${stderr}`)
  return Number(stdout)
}
