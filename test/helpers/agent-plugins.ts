import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentUsage } from '../../src/plugin-sdk/types.ts'
import { jsonOf, runCli } from './cli.ts'
import type { CliOptions, CliResult } from './cli.ts'
import { linesOf, tempFolder, writeText } from './folders.ts'
import { homeWith } from './homes.ts'
import { BROKEN } from './plugins.ts'

/** Tells the records of `told.jsonl` in each folder, those that are new, and writes down what it was asked. */
const TELLER = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineAgent, servePlugin } from 'rimuru/plugin-sdk'

await servePlugin(defineAgent({
  id: 'beech', name: 'Beech', version: '1.0.0',
  discover: () => [],
  async *scan([dir], cursor, ctx) {
    const path = join(dir, 'told.jsonl')
    const rows = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\\n').filter(Boolean).map((line) => JSON.parse(line)) : []
    const from = cursor ?? 0
    appendFileSync(join(ctx.dataDir, 'asked'), from + ' of ' + rows.length + '\\n')
    for (const [i, row] of rows.entries()) if (i >= from) yield { file: path, offset: i, ...row }
    BEFORE_END
    return { cursor: rows.length, files: existsSync(path) ? [{ path, size: rows.length, mtime_ms: 1 }] : [], problems: [] }
  },
}))
`

export interface Beech {
  readonly root: string
  readonly data: string
  readonly options: CliOptions
  /** What its plugin has told so far, and more. */
  readonly tell: (...rows: readonly object[]) => void
  /** From where on it was asked, each time. */
  readonly asked: () => readonly string[]
  readonly writeConfig: (config: object) => void
  readonly cli: (...args: readonly string[]) => Promise<CliResult>
  readonly json: <T = Figures>(...args: readonly string[]) => Promise<T>
}

export interface Figures {
  readonly rows: readonly Readonly<Record<string, string | number>>[]
  readonly totals: { readonly requests: number; readonly input_tokens: number; readonly output_tokens: number }
  readonly quality: {
    readonly files_seen: number
    readonly files_failed: readonly { readonly path: string; readonly reason: string }[]
    readonly lines_bad: number
    readonly records_quarantined: number
    readonly duplicates_removed: number
  }
}

export const MANIFEST = `[plugin]
name = "beech"
version = "1.0.0"
[capabilities]
type = "agent"
[permissions]
filesystem = ["read"]
[runtime]
command = ["node", "main.mjs"]
`

/** A work tree with a plugin for an agent that nobody knows, beside one request of an agent that everybody knows. */
export function beechwood({ main = teller(), manifest = MANIFEST }: { main?: string; manifest?: string } = {}): Beech {
  const root = tempFolder()
  const data = tempFolder()
  const options = { home: homeWith([{ time: '2026-11-18T10:00:00.000Z' }]), state: tempFolder(), cwd: root }
  const rows: object[] = []
  const beech: Beech = {
    root,
    data,
    options,
    tell(...more) {
      rows.push(...more)
      writeText(join(data, 'told.jsonl'), linesOf(rows.map((row) => JSON.stringify(row))))
    },
    asked() {
      const path = join(options.state, 'plugins/beech/asked')
      return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
    },
    writeConfig: (config) =>
      void writeText(join(root, 'rimuru.config.json'), JSON.stringify({ version: 1, ...config })),
    cli: (...args) => runCli(args, options),
    json: (...args) => jsonOf(args, options),
  }
  writeText(join(root, 'plugins/beech/plugin.toml'), manifest)
  writeText(join(root, 'plugins/beech/main.mjs'), main)
  beech.writeConfig({ plugins: { beech: { grants: { read: [data] }, timeoutMs: 20_000 } } })
  return beech
}

/** `beforeEnd`: what it does when it has told everything. */
export const teller = (beforeEnd = ''): string => TELLER.replace('BEFORE_END', beforeEnd)

/** A plugin that breaks the wire: code with `servePlugin(id, {...})` of the least of it. */
export const wired = (code: string): string =>
  `import { frame, respond, servePlugin } from ${JSON.stringify(join(BROKEN, 'wire.mjs'))}\n${code}`

export const usage = (identity: string, more: Partial<AgentUsage> = {}): Omit<AgentUsage, 'file'> => ({
  identity,
  session_id: 's1',
  recorded_at: '2026-11-18T12:00:00Z',
  model: 'gpt-5',
  input_tokens: 100,
  output_tokens: 10,
  ...more,
})
