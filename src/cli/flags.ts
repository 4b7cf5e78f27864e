import { AGENTS } from '../agents/list.ts'
import type { Flag } from './command.ts'
import { GROUP_KEYS } from '../warehouse/queries/group-keys.ts'

/** Taken by every command. */
export const COMMON: Readonly<Record<string, Flag>> = {
  config: { type: 'string', describe: 'config file to use' },
  json: { type: 'boolean', alias: 'j', describe: 'one JSON document on stdout' },
  offline: { type: 'boolean', alias: 'O', describe: 'use no network: ask and tell nobody, push nothing' },
  strict: { type: 'boolean', describe: 'exit 4 when data could not be read or priced' },
  debug: { type: 'boolean', describe: 'show the cause of an error' },
  color: { type: 'boolean', describe: 'colour, or none with --no-color' },
}

/** Which usage. */
export const FILTERS: Readonly<Record<string, Flag>> = {
  since: { type: 'string', describe: 'first day, YYYY-MM-DD or YYYYMMDD' },
  until: { type: 'string', describe: 'last day, included' },
  last: { type: 'number', describe: 'the last N days, today included' },
  timezone: { type: 'string', alias: 'z', describe: 'IANA zone in which days are cut' },
  agent: {
    type: 'list',
    describe: `only this agent (${AGENTS.map(({ id }) => id).join(', ')})`,
    words: 'agents',
  },
  model: { type: 'list', describe: 'only this model; * stands for anything' },
  project: { type: 'list', describe: 'only this project: its path, or the end of it' },
  branch: { type: 'list', describe: 'only this git branch' },
}

/** Taken by every command that prints usage. */
export const READING: Readonly<Record<string, Flag>> = {
  ...FILTERS,
  format: { type: 'string', describe: 'how to print', choices: ['table', 'json', 'ndjson', 'csv', 'md'] },
  ...COMMON,
}

export const BY: Flag = { type: 'list', describe: `group by, in order: ${GROUP_KEYS.join(', ')}`, values: GROUP_KEYS }
