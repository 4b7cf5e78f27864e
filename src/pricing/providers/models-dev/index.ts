import { collected } from '../collected.ts'

export const modelsDev = collected({
  name: 'models-dev',
  official: false,
  about: 'prices of most sellers as models.dev collects them, with long prompts and fast modes',
  url: 'https://models.dev/api.json',
  load: () => import('./parse.ts'),
})
