import { defineConfig } from '#rimuru'

/** The same on every machine: other systems look for these two elsewhere. */
export default defineConfig({
  version: 1,
  timezone: 'UTC',
  host: 'laptop',
  user: 'dana',
  sources: {
    cursor: { dirs: ['home/.config/Cursor/User'] },
    goose: { dirs: ['home/.local/share/goose'] },
  },
  budgets: [{ name: 'team', amount: 27, period: 'month' }],
  // What is written is part of this repository already.
  publish: { mode: 'files' },
})
