import { defineConfig } from '#rimuru'

/** The same on every machine. */
export default defineConfig({
  version: 1,
  timezone: 'UTC',
  host: 'laptop',
  user: 'dana',
  budgets: [{ name: 'team', amount: 27, period: 'month' }],
  // What is written is part of this repository already.
  publish: { mode: 'files' },
})
