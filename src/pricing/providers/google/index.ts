import { tabled } from '../tabled.ts'

export const google = tabled({
  name: 'google',
  title: 'Google',
  keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  table: new URL('table.json', import.meta.url),
  listing: {
    url: 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000',
    headers: (key) => ({ 'x-goog-api-key': key }),
    load: () => import('./parse.ts'),
  },
})
