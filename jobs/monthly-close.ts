import { defineJob } from '#rimuru'

export default defineJob({
  description: 'The month that is over, with every request, for whoever pays',
  schedule: '0 7 2 * *',
  period: 'last-month',
  report: { top: 50 },
  export: ['markdown', 'html', 'json', { plugin: 'csv', data: 'costs' }, { plugin: 'parquet', data: 'costs' }],
})
