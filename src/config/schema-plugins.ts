import { z } from 'zod'
import { FAIL_POLICIES } from './types.ts'

const NAME = /^[a-z0-9][a-z0-9_-]*$/

/** A day: a longer call is a mistake. */
const LONGEST_MS = 86_400_000

const names = (what: string) => z.array(z.string().min(1)).optional().describe(what)

export const pluginsSchema = () =>
  z
    .record(z.string().regex(NAME, 'a name is small letters, digits, - and _'), plugin())
    .describe('Settings of plugins, by name.')

const plugin = () =>
  z
    .strictObject({
      enabled: z.boolean().optional().describe('false leaves this plugin out. Default: true.'),
      priority: z.int().optional().describe('Lower ones come first. Default: that of its manifest.'),
      failPolicy: z
        .enum(FAIL_POLICIES)
        .optional()
        .describe(
          'Whether a run goes on when it fails (open) or not (closed). Default: open for notifiers and views, else closed.',
        ),
      timeoutMs: z
        .int()
        .min(1)
        .max(LONGEST_MS)
        .optional()
        .describe('How long one call may take, in milliseconds. Default: 30000.'),
      config: z
        .record(z.string(), z.unknown())
        .superRefine((config, context) => {
          const path = notJson(config)
          if (path !== null) context.addIssue({ code: 'custom', path, message: 'no value that JSON has' })
        })
        .optional()
        .describe('Its own settings, as its manifest describes them.'),
      grants: z
        .strictObject({
          network: names('Origins that it may reach, such as https://hooks.example.com.'),
          read: names('Folders that it may read.'),
          write: names('Folders that it may write.'),
          env: names('Environment variables that it may see.'),
        })
        .optional()
        .describe('What it may do of what its manifest asks for. Default: nothing.'),
    })
    .describe('Settings of one plugin.')

const DEEPEST = 64

/** Where the first value stands that a plugin cannot be told; null where there is none. */
function notJson(value: unknown, path: (string | number)[] = []): (string | number)[] | null {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : path
  if (typeof value !== 'object' || path.length > DEEPEST || !isPlain(value)) return path
  for (const [key, each] of Object.entries(value)) {
    const found = notJson(each, [...path, Array.isArray(value) ? Number(key) : key])
    if (found !== null) return found
  }
  return null
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
