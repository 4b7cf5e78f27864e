import type { PluginKind } from '../../../../plugin-sdk/types.ts'

/** The program of a new plugin in TypeScript. */
export const typescriptPlugin = (kind: PluginKind, id: string): string => PROGRAMS[kind](id)

const about = (id: string): string => `id: '${id}',
    name: '${id}',
    version: '0.1.0',`

const PROGRAMS: Readonly<Record<PluginKind, (id: string) => string>> = {
  exporter: (id) => `import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'

await servePlugin(
  defineExporter({
    ${about(id)}
    format: '${id}',
    extension: 'txt',
    mediaType: 'text/plain',
    async *costs(rows) {
      for await (const row of rows) {
        yield \`\${row.recorded_at} \${row.model_name} \${row.total_tokens} tokens \${row.cost_usd ?? 'no price'}\\n\`
      }
    },
    async *sessions(rows) {
      for await (const row of rows) yield \`\${row.id} \${row.requests} requests \${row.cost_usd}\\n\`
    },
    *report(report) {
      yield \`\${report.title}\\n\`
      for (const { label, value } of report.figures) yield \`\${label}: \${value ?? 'unknown'}\\n\`
    },
  }),
)
`,
  notifier: (id) => `import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'

await servePlugin(
  defineNotifier({
    ${about(id)}
    async notify(notification, report, ctx) {
      // ctx.fetch reaches the origins that plugin.toml asks for and the config grants.
      ctx.log('info', notification.title, { level: notification.level })
      await ctx.kv.set('last', notification.idempotency_key)
      return { delivered: true, id: notification.idempotency_key }
    },
    async test(ctx) {
      ctx.log('info', 'a test')
      return { delivered: true }
    },
  }),
)
`,
  agent: (id) => `import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { defineAgent, servePlugin } from 'rimuru/plugin-sdk'
import type { AgentFile, AgentProblem } from 'rimuru/plugin-sdk'

/** The logs below the folders: files of one JSON object a line. */
async function filesIn(dirs: readonly string[]): Promise<AgentFile[]> {
  const files: AgentFile[] = []
  for (const dir of dirs) {
    for (const name of await readdir(dir)) {
      if (!name.endsWith('.jsonl')) continue
      const path = join(dir, name)
      const { size, mtimeMs } = await stat(path)
      files.push({ path, size, mtime_ms: Math.trunc(mtimeMs) })
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

await servePlugin(
  defineAgent({
    ${about(id)}
    discover: (dirs) => filesIn(dirs),
    async *scan(dirs, cursor) {
      const files = await filesIn(dirs)
      const seen = (cursor ?? {}) as Record<string, number>
      const problems: AgentProblem[] = []
      for (const { path, size } of files) {
        if (seen[path] === size) continue
        for (const [i, line] of (await readFile(path, 'utf8')).split('\\n').entries()) {
          if (line === '') continue
          try {
            const { id, session, time, model, input, output } = JSON.parse(line)
            yield {
              identity: id,
              session_id: session,
              recorded_at: time,
              model,
              input_tokens: input,
              output_tokens: output,
              file: path,
            }
          } catch {
            problems.push({ file: path, kind: 'bad-line', detail: \`line \${i + 1} is no JSON\` })
          }
        }
      }
      return { cursor: Object.fromEntries(files.map(({ path, size }) => [path, size])), files, problems }
    },
  }),
)
`,
  view: (id) => `import { defineView, servePlugin } from 'rimuru/plugin-sdk'

await servePlugin(
  defineView({
    ${about(id)}
    render: () => ({
      view_type: 'custom',
      widgets: [{ widget_type: 'text', title: '${id}', data: { text: 'Hello from ${id}' } }],
      actions: [{ id: 'refresh', label: 'Refresh', shortcut: 'r' }],
    }),
    action: (action) => ({
      view_type: 'custom',
      widgets: [{ widget_type: 'text', title: '${id}', data: { text: \`You asked for \${action}\` } }],
      actions: [{ id: 'refresh', label: 'Refresh', shortcut: 'r' }],
    }),
  }),
)
`,
  hook: (id) => `import { defineHook, servePlugin } from 'rimuru/plugin-sdk'

await servePlugin(
  defineHook({
    ${about(id)}
    hooks: ['CostThreshold'],
    handle(hook, data, metadata, ctx) {
      ctx.log('info', hook)
      return { action: 'passthrough' }
    },
  }),
)
`,
}
