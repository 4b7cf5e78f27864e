import { PLUGIN_KINDS } from '../plugin-sdk/types.ts'
import type { Command } from './command.ts'
import { BY, COMMON, FILTERS, READING } from './flags.ts'

const costs = { flags: { ...READING, by: BY }, load: () => import('./commands/costs.ts') }

/** Each command is loaded when it is called, not before. */
export const COMMANDS: readonly Command[] = [
  {
    usage: 'costs',
    describe: 'what it cost, by day or by anything else',
    ...costs,
    examples: [
      ['rimuru costs --last 7', 'the last seven days'],
      ['rimuru costs --by project,model --since 2026-11-01', 'this month by project and model'],
    ],
  },
  { usage: 'daily', describe: 'costs by day', ...costs },
  { usage: 'weekly', describe: 'costs by week', ...costs },
  { usage: 'monthly', describe: 'costs by month', ...costs },
  { usage: 'session', describe: 'costs by session', ...costs },
  { usage: 'blocks', describe: 'costs by five-hour block', ...costs },
  {
    usage: 'sessions [action] [id]',
    describe: 'sessions: list, active, or show ID',
    actions: ['list', 'active', 'show'],
    flags: { ...READING },
    load: () => import('./commands/sessions.ts'),
  },
  {
    usage: 'agents [action]',
    describe: 'agents: list where data was found, or scan every place',
    actions: ['list', 'scan'],
    flags: { ...COMMON, format: READING.format!, timezone: READING.timezone! },
    load: () => import('./commands/agents.ts'),
  },
  {
    usage: 'explain',
    describe: 'every request behind a number, with rate, rule and source',
    flags: { ...READING },
    load: () => import('./commands/explain.ts'),
  },
  {
    usage: 'export <plugin>',
    describe: 'have an exporter plugin write costs, sessions or a report',
    flags: {
      ...FILTERS,
      ...COMMON,
      out: { type: 'string', alias: 'o', describe: 'file or folder to write; without, stdout' },
      data: {
        type: 'string',
        describe: 'what to export: costs (default), sessions, report',
        choices: ['costs', 'sessions', 'report'],
      },
      fields: { type: 'list', describe: 'only these fields, in this order' },
      headers: { type: 'boolean', describe: 'a heading row, or none with --no-headers' },
      'date-format': { type: 'string', describe: 'strftime pattern of times, such as %Y-%m-%d; default ISO 8601' },
      pretty: { type: 'boolean', describe: 'indented, where the format can be' },
    },
    load: () => import('./commands/export.ts'),
    examples: [['rimuru export csv --since 2026-11-01 --out november.csv', 'every request of November']],
  },
  {
    usage: 'models [action] [name]',
    describe: 'models: list the used ones, or show NAME with its prices',
    actions: ['list', 'show'],
    flags: { ...READING, all: { type: 'boolean', describe: 'list every model that has a price' } },
    load: () => import('./commands/models.ts'),
  },
  {
    usage: 'sql <query>',
    describe: 'a read-only query of the warehouse',
    flags: { ...COMMON, format: READING.format! },
    load: () => import('./commands/sql.ts'),
  },
  {
    usage: 'plugins [action] [name]',
    describe: 'plugins: list them, info NAME, check PATH, or new NAME to write one',
    actions: ['list', 'info', 'check', 'new'],
    flags: {
      ...COMMON,
      kind: { type: 'string', describe: 'what a new plugin is', choices: PLUGIN_KINDS },
      lang: { type: 'string', describe: 'what a new plugin is written in', choices: ['ts', 'python'] },
      dir: { type: 'string', describe: 'folder of a new plugin; ./plugins/NAME if not given' },
      send: { type: 'boolean', describe: 'check: a notifier really sends something' },
    },
    load: () => import('./commands/plugins.ts'),
    examples: [
      ['rimuru plugins list', 'all plugins that can be seen'],
      ['rimuru plugins new my-format --kind exporter', 'a new exporter in ./plugins/my-format'],
      ['rimuru plugins check ./plugins/my-format', 'everything that it should do, tried'],
    ],
  },
  {
    usage: 'doctor',
    describe: 'everything that could make a number wrong, and what to do',
    flags: { ...READING },
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'config [action]',
    describe: 'config: print, validate, or schema',
    actions: ['print', 'validate', 'schema'],
    flags: { ...COMMON },
    load: () => import('./commands/config.ts'),
  },
  {
    usage: 'backup <folder>',
    describe: 'write the whole history as Parquet files',
    flags: { ...COMMON },
    load: () => import('./commands/backup.ts'),
  },
  {
    usage: 'restore <folder>',
    describe: 'bring a backup back',
    flags: { ...COMMON, yes: { type: 'boolean', alias: 'y', describe: 'replace what is there' } },
    load: () => import('./commands/restore.ts'),
  },
  {
    usage: 'forget',
    describe: 'remove what was loaded from a data directory or an agent',
    flags: {
      ...COMMON,
      source: { type: 'string', describe: 'a data directory' },
      agent: { type: 'string', describe: 'an agent' },
      yes: { type: 'boolean', alias: 'y', describe: 'do it; without, only show what would go' },
    },
    load: () => import('./commands/forget.ts'),
  },
  {
    usage: 'completion [shell]',
    describe: 'a completion script for bash, zsh or fish',
    actions: ['bash', 'zsh', 'fish'],
    flags: { ...COMMON },
    load: () => import('./commands/completion.ts'),
  },
]
