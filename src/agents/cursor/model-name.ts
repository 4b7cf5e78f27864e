/** Makers whose models are sold with an effort as the end of the name; with others `-medium` is a size. */
const WITH_EFFORT = /^(claude|gpt|o\d|gemini|grok|composer)\b/
const EFFORT = /-(none|minimal|low|medium|high|xhigh|extra-high)(?=(-thinking)?(-fast)?$)/
/** `gpt-5.1-codex-max` is a model. */
const HIGHEST_OF_CLAUDE = /^(claude-.+)-max(?=(-thinking)?(-fast)?$)/

/** Effort is in the name of the model and not in its price. `default` is what the API calls `auto`. */
export function modelName(written: string | null): string {
  if (written === null) return 'unknown'
  const name = written.trim()
  if (name === 'default') return 'auto'
  return WITH_EFFORT.test(name) ? name.replace(EFFORT, '').replace(HIGHEST_OF_CLAUDE, '$1') : name
}

/** These models have no maker but Cursor; what it passes on has the price of its maker. */
export const sellerOf = (model: string): string | null => (/^(auto$|composer-)/.test(model) ? 'cursor' : null)
