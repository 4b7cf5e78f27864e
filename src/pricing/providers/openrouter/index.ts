import { collected } from '../collected.ts'

export const openrouter = collected({
  name: 'openrouter',
  official: true,
  about: "OpenRouter's own prices, with those by prompt size and hour",
  url: 'https://openrouter.ai/api/v1/models',
  load: () => import('./parse.ts'),
})
