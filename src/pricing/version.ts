import { hash } from 'node:crypto'
import type { CatalogueModel } from './price-list.ts'
import { termsIn } from './price-terms.ts'

/** Raise it with every change of the code in this folder that can change a cost: names, fallbacks, factors. */
const RULES_VERSION = 5

/** Over every name and figure, but no remark, source or context window. */
export function versionOf(models: readonly CatalogueModel[]): string {
  const priced = models.map(({ provider, model, aliases, entered, prices }) => [
    [provider, model, aliases, entered],
    ...prices.map(({ entry, copyOf }) => [entry.from ?? null, copyOf ?? null, termsIn(entry)]),
  ])
  return `sha256:${hash('sha256', JSON.stringify([RULES_VERSION, priced]))}`
}
