import { randomUUID } from 'node:crypto'
import type { ConfigProblem, JsonObject, Notification } from 'rimuru/plugin-sdk'

/** The name of the variable that the config has under a key, and what is in it. */
export function variable(
  config: JsonObject,
  key: string,
): { readonly name: string; readonly value: string | null } | null {
  const name = config[key]
  if (typeof name !== 'string' || name === '') return null
  return { name, value: process.env[name] || null }
}

/** What is wrong with an address or a secret that a variable should hold; it is not shown. */
export function variableProblems(config: JsonObject, key: string, isAddress: boolean): ConfigProblem[] {
  const found = variable(config, key)
  if (found === null) return []
  const { name, value } = found
  if (value === null) {
    return [{ path: key, message: `the environment variable ${name} is not set, or not granted to this plugin` }]
  }
  if (isAddress && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
    return [{ path: key, message: `the environment variable ${name} holds no http address` }]
  }
  return []
}

export const sentenceOf = (problems: readonly ConfigProblem[]): string =>
  problems.map(({ path, message }) => `${path}: ${message}`).join('; ')

/** Harmless, and says what it is. */
export const testNotification = (): Notification => ({
  title: 'Rimuru: a test message',
  message: 'Somebody tried whether Rimuru reaches this place. It does. There is nothing to do.',
  level: 'info',
  metadata: { kind: 'test' },
  // Each is one of its own: a receiver would drop the second.
  idempotency_key: `rimuru-test-${randomUUID()}`,
  files: [],
})
