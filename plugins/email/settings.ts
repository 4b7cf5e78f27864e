import { readFile } from 'node:fs/promises'
import type { ConfigProblem, JsonObject } from 'rimuru/plugin-sdk'
import { isAddress } from './addresses.ts'
import { serverOf } from './server.ts'
import type { Environment, Server } from './server.ts'

export interface Settings {
  readonly server: Server
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly replyTo: string | null
  readonly subjectPrefix: string
}

export type Read = { readonly settings: Settings; readonly problems: readonly ConfigProblem[] }

/** What the config and the variables that it names say. With problems nothing may be sent. */
export async function readSettings(config: JsonObject, env: Environment): Promise<Read> {
  const problems: ConfigProblem[] = []
  const settings = {
    server: { ...serverOf(config, env, problems), ca: await authorityIn(config.tls_ca, problems) },
    from: textOf(config.from) ?? '',
    to: textsOf(config.to),
    cc: textsOf(config.cc),
    replyTo: textOf(config.reply_to),
    subjectPrefix: textOf(config.subject_prefix) ?? '',
  }
  const addresses: [path: string, address: string][] = [
    ['from', settings.from],
    ...settings.to.map((address, i): [string, string] => [`to.${i}`, address]),
    ...settings.cc.map((address, i): [string, string] => [`cc.${i}`, address]),
    ...(settings.replyTo === null ? [] : [['reply_to', settings.replyTo] satisfies [string, string]]),
  ]
  for (const [path, address] of addresses) {
    if (!isAddress(address)) problems.push({ path, message: 'is no mail address' })
  }
  if (settings.to.length === 0) problems.push({ path: 'to', message: 'names nobody' })
  return { settings, problems }
}

async function authorityIn(path: unknown, problems: ConfigProblem[]): Promise<string | null> {
  if (typeof path !== 'string') return null
  try {
    return await readFile(path, 'utf8')
  } catch {
    problems.push({ path: 'tls_ca', message: `${path} cannot be read` })
    return null
  }
}

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
