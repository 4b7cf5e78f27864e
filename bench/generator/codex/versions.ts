/** How a release of the Codex CLI writes its rollouts. */
export interface CodexVersion {
  readonly name: string
  /** A rate-limit update repeats the token count of the response before. */
  readonly repeatsCounts: boolean
  /** Lines have ordinals, responses their own usage record, forks copy nothing. */
  readonly paginated: boolean
  readonly startsAreDated: boolean
}

export const CODEX_VERSIONS: readonly CodexVersion[] = [
  { name: '0.105.0', repeatsCounts: true, paginated: false, startsAreDated: false },
  { name: '0.124.0', repeatsCounts: true, paginated: false, startsAreDated: false },
  { name: '0.144.2', repeatsCounts: false, paginated: false, startsAreDated: true },
  { name: '0.153.3', repeatsCounts: false, paginated: true, startsAreDated: true },
  { name: '0.169.0', repeatsCounts: false, paginated: true, startsAreDated: true },
]

export const CODEX_MODELS = ['gpt-5.5', 'gpt-5.5', 'gpt-5.4', 'gpt-5.3-codex', 'gpt-5.6-sol']
/** The models that bill cache writes, and only newer releases record them. */
export const WRITES_CACHE = 'gpt-5.6-sol'
