import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import type { PluginHealthItem, PluginItem } from '../plugin-items.ts'
import { toJson } from './formats.ts'
import { plural } from './numbers.ts'
import { paint } from './paint.ts'
import { renderTable } from './table.ts'
import { wrapText } from './wrap.ts'

export function printPlugins(plugins: readonly PluginItem[], flags: Flags, io: Io): void {
  if (flags.json) return io.out(toJson({ schema_version: 1, kind: 'plugins', plugins }))
  if (plugins.length === 0) return io.out('There are no plugins. `rimuru plugins new NAME` writes one.\n')
  const style = paint(io.outColour)
  const columns = [
    { title: 'Plugin' },
    { title: 'Kind' },
    { title: 'Version', optional: 2 },
    { title: 'Priority', align: 'right' as const, optional: 4 },
    { title: 'On failure', optional: 3 },
    { title: 'State' },
    { title: 'Where', shrink: 'start' as const, optional: 5 },
  ]
  io.out(renderTable({ columns, rows: plugins.map(cells) }, io.width, style))
  for (const { id, problem } of plugins) {
    if (problem !== null) io.out(style.red(wrapText(`${id}: ${problem}`, io.width, '', '  ')))
  }
}

const cells = (plugin: PluginItem): string[] => [
  plugin.id,
  plugin.type ?? '–',
  plugin.version ?? '–',
  String(plugin.priority ?? '–'),
  plugin.fail_policy === null ? '–' : plugin.fail_policy === 'open' ? 'goes on' : 'stops',
  stateOf(plugin),
  plugin.built_in ? 'built in' : plugin.folder,
]

function stateOf({ enabled, health, problem }: PluginItem): string {
  if (problem !== null) return 'broken'
  if (!enabled) return 'disabled'
  return health === null ? 'not used yet' : healthText(health)
}

export const healthText = ({ calls, failures, failures_in_a_row: inARow }: PluginHealthItem): string => {
  if (inARow > 0) return `failed ${inARow === 1 ? 'the last time' : `${inARow} times in a row`}`
  return failures === 0 ? plural(calls, 'call') : `${plural(calls, 'call')}, ${plural(failures, 'failure')}`
}
