import { join } from 'node:path'
import { cursor } from '../../../src/agents/cursor/index.ts'
import type { Source } from '../../../src/pipeline/discover.ts'
import { discover } from '../../../src/pipeline/discover.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'

/** As the dashboard wrote it in 2026. */
export const HEADER = [
  'Date',
  'Kind',
  'Model',
  'Max Mode',
  'Input (w/ Cache Write)',
  'Input (w/o Cache Write)',
  'Cache Read',
  'Output Tokens',
  'Total Tokens',
  'Cost',
]

/** FORMATS, appendix A: the published row. */
export const ROW = [
  '2026-11-01T10:00:00.000Z',
  'Included',
  'auto',
  'No',
  '28342',
  '775',
  '105891',
  '21282',
  '156290',
  '0.19',
]

export const csv = (...rows: readonly (readonly string[])[]): string =>
  [HEADER, ...rows].map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\n`).join('')

/** The row with some of its columns changed. */
export const row = (changes: Readonly<Record<string, string>> = {}): string[] =>
  HEADER.map((name, i) => changes[name] ?? ROW[i]!)

/** The same event as the Admin API gives it. */
export const EVENT = {
  timestamp: String(Date.UTC(2026, 10, 1, 10)),
  model: 'default',
  kind: 'Included in Business',
  maxMode: false,
  requestsCosts: 1,
  isTokenBasedCall: true,
  tokenUsage: {
    inputTokens: 775,
    outputTokens: 21282,
    cacheWriteTokens: 28342,
    cacheReadTokens: 105891,
    totalCents: 19.25,
  },
  isChargeable: false,
  userEmail: 'someone@example.com',
}

export const exported = (name: string, content: string): string => writeText(join(tempFolder(), name), content)

/** What is found where the config names these files and folders, and no data directory. */
export const lookAtExports = (...usageExports: readonly string[]): Source[] =>
  discover(
    [cursor],
    { home: '/nowhere', platform: 'linux', variables: {} },
    { cursor: { enabled: true, dirs: [], usageExports } },
  )
