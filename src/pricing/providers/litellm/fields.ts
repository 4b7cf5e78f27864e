import type { Figures } from '../../price-list.ts'
import { perMillion } from '../_shared/prices.ts'

export type Fields = Readonly<Record<string, unknown>>

type Service = 'standard' | 'fast' | 'flex' | 'batch'

type Found = { -readonly [Key in keyof Figures]?: Figures[Key] }

/** Figures of each service, of ordinary prompts under 0 and of longer ones under the size they begin after. */
export type FieldPrices = ReadonlyMap<number, { readonly [Key in Service]?: Partial<Figures> }>

const FIELD =
  /^(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost(?:_above_1hr)?)(?:_above_(\d{1,6})k_tokens)?(?:_(priority|flex|batches))?$/

/** `above_1hr` is how long the cache is held, `above_200k_tokens` a size. */
const CLASSES: Readonly<Record<string, keyof Figures>> = {
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  cache_read_input_token_cost: 'cacheRead',
  cache_creation_input_token_cost: 'cacheWrite5m',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
}

const SERVICES: Readonly<Record<string, Service>> = { priority: 'fast', flex: 'flex', batches: 'batch' }

interface Field {
  readonly key: keyof Figures
  readonly over: number
  readonly service: Service
}

/** The same names stand in thousands of entries. */
const known = new Map<string, Field>()

/** docs/formats.md 8.5: class, prompt size and service are all in the name of a field. */
function fieldOf(name: string): Field | null {
  const before = known.get(name)
  if (before !== undefined || !name.includes('_cost')) return before ?? null
  const match = FIELD.exec(name)
  const key = CLASSES[match?.[1] ?? '']
  if (match === null || key === undefined) return null
  const [, , thousands = '0', service = ''] = match
  const field: Field = { key, over: Number(thousands) * 1000, service: SERVICES[service] ?? 'standard' }
  known.set(name, field)
  return field
}

export function fieldPrices(fields: Fields): FieldPrices {
  const found = new Map<number, Partial<Record<Service, Found>>>()
  for (const name of Object.keys(fields)) {
    const field = fieldOf(name)
    const price = field && perMillion(fields[name])
    if (!field || !price) continue
    const services = found.get(field.over) ?? {}
    found.set(field.over, services)
    const figures = (services[field.service] ??= {})
    figures[field.key] = price
  }
  return found
}

/** The standard price in a part of an entry: of a span of prompts, of some hours. */
export const standardIn = (fields: Fields): Partial<Figures> => fieldPrices(fields).get(0)?.standard ?? {}
