import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The rows of one log. */
export class Log {
  readonly rows: unknown[] = []
  /** What a writer that was killed left behind its last row. */
  torn = ''

  save(path: string): void {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, this.rows.map((row) => `${JSON.stringify(row)}\n`).join('') + this.torn)
  }
}

export const iso = (time: number): string => new Date(time).toISOString()
