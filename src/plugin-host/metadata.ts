import { spawn } from 'node:child_process'
import { messageOf } from '../core/errors.ts'
import { PLUGIN_KINDS } from '../plugin-sdk/types.ts'
import type { PluginKind, PluginMetadata } from '../plugin-sdk/types.ts'
import { clean } from './logs.ts'
import { PluginError } from './plugin-error.ts'

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

/** `ended`: what went wrong, in words that go after "--metadata". */
function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<{ text: string; ended: string | null }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    const kill = (): void => {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        child.kill('SIGKILL')
      }
    }
    let text = ''
    let problem: string | null = null
    const timer = setTimeout(() => {
      problem = `did not end within ${WITHIN_MS / 1000} s`
      kill()
    }, WITHIN_MS)
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      if (text.length <= LARGEST) return
      problem = `printed more than ${LARGEST} bytes`
      kill()
    })
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ text, ended: `could not be run: ${messageOf(error)}` })
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ text, ended: problem ?? (code === 0 ? null : `ended with exit code ${code}`) })
    })
  })
}
