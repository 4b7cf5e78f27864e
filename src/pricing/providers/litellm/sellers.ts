import { sellerId } from '../../seller-names.ts'

/** Several of their names are one seller of ours. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(vertex_ai|gemini)/, 'google'],
  [/^bedrock/, 'aws'],
  [/^azure/, 'azure'],
  [/^fireworks_ai/, 'fireworks'],
  [/^(text-completion-)?codestral/, 'mistral'],
  [/^text-completion-openai/, 'openai'],
]

/** Where two of their lists are one seller's, the list of its usual interface counts. */
const USUAL: ReadonlySet<string> = new Set(['gemini', 'bedrock_converse', 'azure', 'openai', 'fireworks_ai', 'mistral'])

export const sellerOf = (provider: string): string =>
  FAMILIES.find(([pattern]) => pattern.test(provider))?.[1] ?? sellerId(provider)

export const isUsual = (provider: string): boolean => USUAL.has(provider)

/** The seller's own name of a model: theirs has a seller in front. */
export function ownName(key: string, seller: string): string {
  const slash = key.indexOf('/')
  return slash > 0 && sellerOf(key.slice(0, slash)) === seller ? key.slice(slash + 1) : key
}
