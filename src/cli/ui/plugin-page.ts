import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import type { PluginDetails } from '../plugin-details.ts'
import { renderFacts } from './facts.ts'
import { toJson } from './formats.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { healthText } from './plugins-table.ts'
import { renderTable } from './table.ts'
import { wrapText } from './wrap.ts'

export function printPlugin(plugin: PluginDetails, flags: Flags, io: Io): void {
  if (flags.json) return io.out(toJson({ schema_version: 1, kind: 'plugin', ...plugin }))
  const style = paint(io.outColour)
  io.out(`${style.bold(plugin.id)} ${plugin.version ?? ''}\n`)
  if (plugin.description !== null) io.out(wrapText(plugin.description, io.width, '', ''))
  if (plugin.problem !== null) io.out(style.red(wrapText(plugin.problem, io.width, '', '  ')))
  io.out(`\n${renderFacts(factsOf(plugin), style)}`)
  if (plugin.config.length > 0) io.out(`\n${style.bold('Config')}\n${configTable(plugin, io.width, style)}`)
  io.out(`\n${style.bold('Permissions')}\n`)
  io.out(plugin.permissions.length === 0 ? 'it asks for none\n' : permissionTable(plugin, io.width, style))
  const open = Object.entries(plugin.enforcement).flatMap(([what, strength]) => (strength === 'open' ? [what] : []))
  if (open.length > 0) {
    const words = `Not held to on this machine: ${open.join(', ')}. There it can do what you can.`
    io.out(style.yellow(wrapText(words, io.width, '', '')))
  }
}

const factsOf = (plugin: PluginDetails): [string, string][] => [
  ['kind', plugin.type ?? 'unknown'],
  ...(plugin.format === null
    ? []
    : [['format', `${plugin.format}, .${plugin.extension ?? plugin.format}`] as [string, string]]),
  ['author', plugin.author ?? 'unknown'],
  ['license', plugin.license ?? 'unknown'],
  ['folder', plugin.built_in ? `${plugin.folder} (built in)` : plugin.folder],
  ['data', plugin.data_dir],
  ['command', `${plugin.command.join(' ')} (${plugin.transport})`],
  [
    'needs',
    Object.entries(plugin.dependencies)
      .map((each) => each.join(' '))
      .join(', ') || 'nothing',
  ],
  ['enabled', plugin.enabled ? 'yes' : 'no'],
  ['priority', String(plugin.priority)],
  ['on failure', plugin.fail_policy === 'open' ? 'the run goes on' : 'the run stops'],
  ['time limit', `${plugin.timeout_ms / 1000} s a call`],
  ['health', plugin.health === null ? 'not used yet' : healthText(plugin.health)],
  ...(plugin.health?.last_error ? [['last error', plugin.health.last_error] as [string, string]] : []),
]

const configTable = ({ config }: PluginDetails, width: number | null, style: Paint): string =>
  renderTable(
    {
      columns: [
        { title: 'Key' },
        { title: 'Type', optional: 2 },
        { title: 'Default' },
        { title: 'Now' },
        { title: 'Meaning', shrink: 'end', optional: 3 },
      ],
      rows: config.map((each) => [
        each.key,
        each.type ?? 'any',
        each.default === null ? (each.required ? 'required' : '–') : JSON.stringify(each.default),
        each.value === null ? '–' : JSON.stringify(each.value),
        each.description ?? '',
      ]),
    },
    width,
    style,
  )

const permissionTable = ({ permissions }: PluginDetails, width: number | null, style: Paint): string =>
  renderTable(
    {
      columns: [{ title: 'Permission' }, { title: 'What', shrink: 'end' }, { title: 'Granted' }, { title: 'Held to' }],
      rows: permissions.map(({ permission, what, granted, enforcement }) => [
        permission,
        what,
        granted ? 'yes' : 'no',
        enforcement === 'open' ? 'no' : enforcement,
      ]),
    },
    width,
    style,
  )
