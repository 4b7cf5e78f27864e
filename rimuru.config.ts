import { defineConfig } from '#rimuru'

export default defineConfig({
  version: 1,
  // Days are cut in this zone, so the same logs give the same report on every machine.
  timezone: 'UTC',
})
