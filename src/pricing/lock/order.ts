import type { LockedPrice } from './types.ts'

type Named = Pick<LockedPrice, 'provider' | 'model' | 'valid_from'>

/** By seller, model and day; the first price of a model has none. Below 0 where a comes first, 0 where both are one. */
export const inOrder = (a: Named, b: Named): number =>
  compare(a.provider, b.provider) || compare(a.model, b.model) || compare(a.valid_from ?? '', b.valid_from ?? '')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** As people know a line: `openai/o3 from 2025-06-10`. */
export const nameOf = ({ provider, model, valid_from }: Named): string =>
  `${provider}/${model}${valid_from === undefined ? '' : ` from ${valid_from}`}`

/** The source and the day in the name of a source. */
export function sourceParts(name: string): { readonly source: string; readonly day: string } {
  const at = name.lastIndexOf('@')
  return { source: name.slice(0, at), day: name.slice(at + 1, at + 11) }
}

/** One for all spellings of a model of a seller. */
export const keyOf = ({ provider, model }: Pick<LockedPrice, 'provider' | 'model'>): string =>
  `${provider}\0${model.toLowerCase()}`
