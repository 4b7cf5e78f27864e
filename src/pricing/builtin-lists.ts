import { readFileSync } from 'node:fs'
import type { PriceList } from './price-list.ts'

/** The lists that come with the program, each laid over the ones before it. */
export const builtinLists = (): readonly PriceList[] => [
  read<PriceList>('baseline/genai-prices.json'),
  ...read<readonly PriceList[]>('baseline/overlay.json'),
]

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T
