/** Names under which agents and proxies write a seller, by the id that the price lists use. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['claude'],
  aws: ['amazon', 'amazon-bedrock', 'bedrock', 'bedrock_converse'],
  azure: ['azure-openai', 'azure_ai', 'azure_openai'],
  cohere: ['cohere_chat'],
  deepseek: ['deepseek-ai'],
  fireworks: ['fireworks-ai', 'fireworks_ai'],
  'github-copilot': ['copilot', 'github_copilot'],
  google: ['gemini', 'google-vertex', 'google-vertex-anthropic', 'vertex', 'vertex_ai', 'vertexai'],
  groq: [],
  minimax: ['minimaxai'],
  mistral: ['mistralai'],
  moonshotai: ['kimi', 'moonshot', 'moonshotai-cn'],
  openai: ['chatgpt', 'codex', 'openai-codex'],
  opencode: ['opencode-zen', 'zen'],
  openrouter: [],
  together: ['together-ai', 'together_ai', 'togetherai'],
  'x-ai': ['xai'],
  zai: ['z-ai', 'z.ai', 'zai-coding-plan'],
  zhipuai: ['zhipu', 'zhipuai-coding-plan'],
}

/** These sell nothing of their own: a name behind them is the model's. */
const PASS_THROUGH = ['gateway', 'litellm', 'litellm_proxy', 'proxy']

/** docs/formats.md 3.6: what runs on the user's own machine costs nothing per token. */
const LOCAL = new Set(['lmstudio', 'ollama', 'oss'])

const IDS = new Map(Object.entries(NAMES).flatMap(([id, names]) => [id, ...names].map((name) => [name, id] as const)))

const PREFIXES = new Set([...IDS.keys(), ...PASS_THROUGH])

/** The id of a seller in the price lists; a name that is not known stays as it is and matches nothing. */
export function sellerId(provider: string): string {
  const name = provider.trim().toLowerCase()
  return IDS.get(name) ?? name
}

export const isLocal = (provider: string): boolean => LOCAL.has(provider.trim().toLowerCase())

export const isKnownPrefix = (segment: string): boolean => PREFIXES.has(segment)
