import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { sha256Of } from './_shared/cache.ts'
import { listModels } from './_shared/model-list.ts'
import type { ModelListing } from './_shared/model-list.ts'
import { answerOf, reading } from './fetch.ts'
import type { Fetched, FetchOptions, PriceProvider, ProviderModel } from './provider.ts'

interface Maker extends Pick<PriceProvider, 'name' | 'keyVariables'> {
  /** For people. */
  readonly title: string
  readonly table: URL
  readonly listing: ModelListing
}

/** A maker that tells nobody its prices by a machine: they are in a table, and a key tells which models there are. */
export const tabled = ({ name, title, keyVariables, table, listing }: Maker): PriceProvider => ({
  name,
  official: true,
  about: `${title}'s own prices, from a dated table: it has no interface for prices; with a key also which models exist`,
  keyVariables,
  fetch: async (options) => {
    const answer = options.file === undefined ? tableAnswer(name, table, options) : await answerOf(name, '', options)
    const parsed = await reading(name, answer, async () => {
      const { parseTable } = await import('./_shared/parse-table.ts')
      return parseTable(answer.text, name)
    })
    const { entries, skipped, seen } = parsed
    const [first, last] = [seen[0], seen.at(-1)]
    const seenOn = first === last ? `on ${first}` : `from ${first} to ${last}`
    const notes = [`${title} has no interface for prices: these are from a table, seen ${seenOn}`]
    const known = await existing({ title, keyVariables, listing }, parsed.models, options)
    const { source } = answer
    return { entries, skipped, source, models: known.models, notes: [...notes, ...known.notes], unchanged: false }
  },
})

/** The table comes with the program and changes with it. */
function tableAnswer(name: string, table: URL, { now }: FetchOptions) {
  const bytes = readFileSync(table)
  const file = `${name}/${basename(table.pathname)}`
  return { text: bytes.toString('utf8'), source: { file, fetchedAt: now.toISOString(), sha256: sha256Of(bytes) } }
}

type Known = Pick<Fetched, 'models' | 'notes'>

async function existing(
  { title, keyVariables, listing }: Pick<Maker, 'title' | 'keyVariables' | 'listing'>,
  tabledModels: readonly ProviderModel[],
  options: FetchOptions,
): Promise<Known> {
  const variable = keyVariables.find((each) => options.env[each]?.trim())
  const key = variable === undefined ? undefined : options.env[variable]?.trim()
  if (options.file !== undefined || options.offline) return { models: tabledModels, notes: [] }
  if (variable === undefined || key === undefined) {
    const variables = keyVariables.join(' or ')
    return { models: tabledModels, notes: [`which models exist was not asked: ${variables} is not set`] }
  }
  const listed = await listModels(listing, key, options)
  if (typeof listed === 'string') {
    return { models: tabledModels, notes: [`which models exist is not known: ${listed} (asked with ${variable})`] }
  }
  const windows = new Map(tabledModels.map((model) => [model.model, model]))
  const models = listed.map((model) => ({ ...windows.get(model.model), ...model }))
  const unpriced = listed.filter(({ model }) => !isPriced(model, windows)).map(({ model }) => model)
  const missing = unpriced.length === 0 ? '' : `; not in the table: ${unpriced.sort().join(', ')}`
  return { models, notes: [`${title} lists ${listed.length} models (asked with ${variable})${missing}`] }
}

/** The makers list a model under its name with a date as well. */
const isPriced = (model: string, windows: ReadonlyMap<string, unknown>): boolean =>
  windows.has(model) || windows.has(model.replace(/-(\d{8}|\d{4}-\d\d-\d\d)$/, ''))
