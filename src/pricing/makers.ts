import { nameCandidates } from './model-names.ts'

const MAKERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^claude-/, ['anthropic']],
  [/^(gpt-|chatgpt-|codex-|o\d)/, ['openai']],
  [/^(gemini|gemma)-/, ['google']],
  [/^grok-/, ['x-ai']],
  [/^glm-/, ['zai', 'zhipuai']],
  [/^(kimi|moonshot)-/, ['moonshotai']],
  [/^deepseek-/, ['deepseek']],
  [/^minimax-/, ['minimax']],
  [/^(open-)?(mistral|ministral|mixtral|codestral|devstral|magistral|pixtral)-/, ['mistral']],
  [/^(command|c4ai)-/, ['cohere']],
  [/^composer-/, ['cursor']],
  [/^mai-/, ['github-copilot']],
]

/** Who makes a model, in the lists' ids: their price counts for a bare name, their rules fill in what a price leaves out. */
export function makersOf(model: string): readonly string[] {
  const names = nameCandidates(model).map((candidate) => candidate.name)
  return MAKERS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? []
}
