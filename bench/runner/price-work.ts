import { join } from 'node:path'
import { loadPriceBook } from '../../src/pricing/index.ts'
import { openLock } from '../../src/pricing/lock/file.ts'
import '../../src/pricing/providers/litellm/parse.ts'
import { PROVIDERS } from '../../src/pricing/providers/list.ts'

/** Prints the seconds that one piece of work took, without the start of the process and the loading of the code. */
const WORK: Readonly<Record<string, (folder: string) => Promise<number>>> = {
  async parse(folder) {
    const options = { env: {}, now: new Date(), offline: true, cacheFolder: null }
    const fetched = await Promise.all(
      PROVIDERS.map((provider) =>
        provider.fetch(
          provider.keyVariables.length > 0 ? options : { ...options, file: join(folder, `${provider.name}.json`) },
        ),
      ),
    )
    return fetched.reduce((count, { entries }) => count + entries.length, 0)
  },
  async load(folder) {
    const book = await loadPriceBook({ lock: openLock(join(folder, 'prices.lock.json')) })
    const sku = {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      tier: 'standard',
      speed: 'standard',
      geo: null,
    } as const
    return book.ratesFor(sku).length
  },
}

const [, , work = '', folder = ''] = process.argv
const began = performance.now()
const found = await WORK[work]!(folder)
const seconds = (performance.now() - began) / 1000
if (found === 0) throw new Error('there is no price')
process.stdout.write(String(seconds))
