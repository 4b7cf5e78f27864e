import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../core/errors.ts'
import { PLUGIN_KINDS } from '../plugin-sdk/types.ts'
import type { PluginKind, PluginMetadata } from '../plugin-sdk/types.ts'
import { killLeftovers } from './groups.ts'
import { unwatchGroup, watchGroup } from './guardian.ts'
import { clean } from './logs.ts'
import { PluginError } from './plugin-error.ts'
import { LAST_WORDS_MS } from './process.ts'

const WITHIN_MS = 5_000
/** A folder has this name. Programs of other hosts have capital letters and dots in theirs. */
const SAFE_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/i
const LARGEST = 64 << 10

/** What a plugin's program says of itself with `--metadata`. */
export async function askMetadata(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  plugin = argv[0] ?? '',
): Promise<PluginMetadata> {
  const [command = '', ...args] = argv
  const fail = (message: string): never => {
    throw new PluginError(plugin, 'bad-answer', `--metadata ${message}`, {
      hint: 'it should print one JSON object with id, name, version, icon and route, and exit 0',
    })
  }
  const { text, ended } = await run(command, [...args, '--metadata'], env, cwd)
  if (ended !== null) return fail(ended)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail(text.trim() === '' ? 'printed nothing' : 'did not print JSON')
  }
  const metadata = metadataIn(value) ?? fail('printed no object with the texts id, name and version')
  if (SAFE_ID.test(metadata.id)) return metadata
  return fail(`says its id is ${JSON.stringify(metadata.id.slice(0, 80))}: it may have letters, digits, dots, - and _`)
}

function metadataIn(value: unknown): PluginMetadata | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { id, name, version, author, icon, route, kind, protocol, capabilities } = value as Record<string, unknown>
  if (typeof id !== 'string' || typeof name !== 'string' || typeof version !== 'string') return null
  return {
    id,
    name: clean(name),
    version: clean(version),
    author: typeof author === 'string' ? clean(author) : null,
    ...(typeof icon === 'string' ? { icon } : {}),
    ...(typeof route === 'string' ? { route } : {}),
    ...((PLUGIN_KINDS as readonly unknown[]).includes(kind) ? { kind: kind as PluginKind } : {}),
    ...(typeof protocol === 'string' ? { protocol } : {}),
    ...(Array.isArray(capabilities) ? { capabilities: capabilities.map(String) } : {}),
  }
}

/** `ended`: what went wrong, in words that go after "--metadata". Whatever it has started ends with it. */
async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<{ text: string; ended: string | null }> {
  const instance = randomUUID()
  const child = spawn(command, args, {
    cwd,
    env: { ...env, RIMURU_INSTANCE_ID: instance },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  const { pid } = child
  if (pid !== undefined) watchGroup(pid, instance)
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const timer = setTimeout(() => resolve(`did not end within ${WITHIN_MS / 1000} s`), WITHIN_MS)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    if (text.length > LARGEST) resolve(`printed more than ${LARGEST} bytes`)
  })
  const closed = new Promise((close) => child.stdout.once('close', close))
  child.once('error', (error) => resolve(`could not be run: ${messageOf(error)}`))
  child.once('exit', (code, signal) => {
    const words = signal ? `was ended by ${signal}` : code === 0 ? null : `ended with exit code ${code}`
    // A process that holds its output open is not waited for.
    void Promise.race([closed, sleep(LAST_WORDS_MS)]).then(() => resolve(words))
  })
  const ended = await promise
  clearTimeout(timer)
  if (pid !== undefined) {
    await killLeftovers(pid, instance)
    unwatchGroup(pid)
  }
  child.stdout.destroy()
  return { text, ended }
}
