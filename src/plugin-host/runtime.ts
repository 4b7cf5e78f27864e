import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Problems } from './manifest.ts'
import type { Runtime, Transport } from './types.ts'

/** Programs that need no command: what runs each. */
const ENTRIES: readonly (readonly [file: string, program: string])[] = [
  ['main.ts', 'node'],
  ['main.js', 'node'],
  ['main.mjs', 'node'],
  ['main.py', 'python3'],
]
const TRANSPORTS: readonly string[] = ['fd', 'socket'] satisfies Transport[]

/** `[runtime]`; without a command the one entry file of the folder. */
export function runtimeOf(folder: string, table: Readonly<Record<string, unknown>>, problems: Problems): Runtime {
  const transport = table.transport ?? 'fd'
  if (!TRANSPORTS.includes(String(transport))) {
    problems.found.push(`runtime.transport is fd or socket, not "${String(transport)}"`)
  }
  return { command: commandOf(folder, table, problems), transport: transport === 'socket' ? 'socket' : 'fd' }
}

function commandOf(folder: string, table: Readonly<Record<string, unknown>>, problems: Problems): readonly string[] {
  const given = problems.list(table, 'runtime', 'command')
  if (given.length > 0) return given
  const entries = ENTRIES.filter(([file]) => existsSync(join(folder, file)))
  const [entry] = entries
  if (entry && entries.length === 1) return [entry[1], entry[0]]
  problems.found.push(
    entries.length === 0
      ? `runtime.command is missing, and there is none of ${ENTRIES.map(([file]) => file).join(', ')}`
      : `runtime.command is missing, and there are several programs: ${entries.map(([file]) => file).join(', ')}`,
  )
  return []
}
