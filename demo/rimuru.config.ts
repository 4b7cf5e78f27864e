import { defineConfig } from '#rimuru'

/** The same on every machine. */
export default defineConfig({
  version: 1,
  timezone: 'UTC',
  host: 'laptop',
  user: 'dana',
  budgets: [{ name: 'team', amount: 27, period: 'month' }],
  // The samples stay as they are: nothing is committed.
  publish: { mode: 'files' },
})
