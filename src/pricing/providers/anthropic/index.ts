import { tabled } from '../tabled.ts'

export const anthropic = tabled({
  name: 'anthropic',
  title: 'Anthropic',
  keyVariables: ['ANTHROPIC_API_KEY'],
  table: new URL('table.json', import.meta.url),
  listing: {
    url: 'https://api.anthropic.com/v1/models?limit=1000',
    headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    load: () => import('./parse.ts'),
  },
})
