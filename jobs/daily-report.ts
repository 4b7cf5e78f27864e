import { defineJob } from '#rimuru'

export default defineJob({
  description: 'What yesterday cost, for everybody',
  schedule: '30 5 * * *',
  period: 'yesterday',
  export: ['markdown', 'html', 'json', { plugin: 'csv', data: 'costs' }],
})
