import { hash } from 'node:crypto'
import type { PriceList } from './price-list.ts'

/** Raise it with every change of the code in this folder that can change a cost: names, fallbacks, factors. */
const RULES_VERSION = 1

/** What is hashed, in this order: every name and figure, but no remark, source or context window. */
const NAMES = ['prices', 'provider', 'model', 'aliases', 'from', 'tiers', 'promptOver', 'fast', 'times', 'byHour']
const FIGURES = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'webSearch']

export const versionOf = (lists: readonly PriceList[]): string =>
  `sha256:${hash('sha256', JSON.stringify([RULES_VERSION, lists], [...NAMES, ...FIGURES]))}`
