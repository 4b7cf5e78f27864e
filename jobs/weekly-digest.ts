import { defineJob } from '#rimuru'

export default defineJob({
  description: 'The week that is over, for the team',
  schedule: '0 6 * * 1',
  period: 'last-week',
  export: ['markdown', 'html', 'json', { plugin: 'csv', data: 'sessions' }],
})
