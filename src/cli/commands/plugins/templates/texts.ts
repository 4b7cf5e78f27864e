import type { PluginKind } from '../../../../plugin-sdk/types.ts'

export const manifestText = (kind: PluginKind, id: string, hostVersion: string): string => `[plugin]
name = "${id}"
version = "0.1.0"
description = "What ${id} does, in a line"
license = "MIT"

[capabilities]
type = "${kind}"
${kind === 'exporter' ? `format = "${id}"\nextension = "txt"\n` : ''}
[config]
schema = """
{
  "type": "object",
  "properties": {},
  "additionalProperties": false
}
"""

[dependencies]
rimuru = ">=${hostVersion}"

[permissions]
network = []
filesystem = [${kind === 'agent' ? `"read:~/.${id}"` : ''}]
env = []
`

export const readmeText = (kind: PluginKind, id: string, program: string): string => `# ${id}

A plugin of Rimuru: ${WHAT[kind]}. It runs in a process of its own.

- \`plugin.toml\` says who it is, what it can be configured with and what it asks to be allowed.
- \`${program}\` is the program.

\`rimuru plugins check ${id}\` starts it and tries everything it should do, \`rimuru plugins info ${id}\` shows what Rimuru makes of it. The config sets it up:

\`\`\`ts
plugins: {
  '${id}': { ${kind === 'agent' ? `grants: { read: ['~/.${id}'] }` : 'enabled: true, config: {}'} },
}
\`\`\`
`

const WHAT: Readonly<Record<PluginKind, string>> = {
  exporter: 'writes costs, sessions and reports to a file',
  notifier: 'tells somebody of a report',
  agent: 'reads the usage of an agent',
  view: 'shows something in reports',
  hook: 'is asked when something happens',
}
