import { defineJob } from '#rimuru'

export default defineJob({
  description: 'Whether the budgets of the config hold, every hour; tells of each alert once',
  schedule: '5 * * * *',
  period: 'month-to-date',
  // To be told: notify: [{ plugin: 'slack', when: 'alert' }]
  publish: false,
})
