import { collected } from '../collected.ts'

export const litellm = collected({
  name: 'litellm',
  official: false,
  about: 'prices of most sellers as LiteLLM collects them, with service tiers, long prompts and regions',
  url: 'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
  load: () => import('./parse.ts'),
})
