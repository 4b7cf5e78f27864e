import { appendFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeStateFolder } from '../../platform/folders.ts'
import type { LogLine } from '../../plugin-host/types.ts'

/** The last two of this size are kept. */
const LARGEST = 1 << 20

/** Adds to a plugin's own log. A log that cannot be written stops nothing. */
export function openLogFile(path: string): (line: LogLine) => void {
  let size = sizeOf(path)
  return ({ level, source, message, fields }) => {
    if (size === null) return
    const said = fields === undefined ? message : `${message} ${JSON.stringify(fields)}`
    const text = `${new Date().toISOString()} ${level.padEnd(7)} ${source}: ${said}\n`
    const more = Buffer.byteLength(text)
    try {
      if (size + more > LARGEST) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, text, { mode: 0o600 })
      size += more
    } catch {
      size = null
    }
  }
}

/** Of what is there already; null where nothing can be written. */
function sizeOf(path: string): number | null {
  try {
    makeStateFolder(dirname(path))
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    return null
  }
}
