import { defineConfig } from '#rimuru'

/** The same on every machine. */
export default defineConfig({ version: 1, timezone: 'UTC', host: 'laptop', user: 'dana' })
