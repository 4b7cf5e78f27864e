import { tabled } from '../tabled.ts'

export const openai = tabled({
  name: 'openai',
  title: 'OpenAI',
  keyVariables: ['OPENAI_API_KEY'],
  table: new URL('table.json', import.meta.url),
  listing: {
    url: 'https://api.openai.com/v1/models',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    load: () => import('./parse.ts'),
  },
})
