import type { MatchLogic, ModelInfo } from '@pydantic/genai-prices'

/** Only names that the package matches whole: a prefix or pattern would price models that did not exist when it was written. */
export function aliasesOf(info: ModelInfo): readonly string[] {
  const names = equalNames(info.match).map((name) => name.toLowerCase())
  return [...new Set(names)].filter((name) => name !== info.id.toLowerCase()).toSorted()
}

function equalNames(match: MatchLogic): readonly string[] {
  if ('or' in match) return match.or.flatMap(equalNames)
  return 'equals' in match ? [match.equals] : []
}
