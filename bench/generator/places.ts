import type { Random } from './random.ts'

/** Where and when a session runs. */
export interface Place {
  readonly cwd: string
  readonly repository: string
  readonly branch: string
}

/** The corpus ends sixty days after this; nothing in it depends on today. */
export const FIRST_DAY = Date.UTC(2026, 8, 1)
export const DAYS = 60
export const DAY = 86_400_000

const REPOSITORIES = [
  'widgets',
  'billing-api',
  'web-shop',
  'infra',
  'rust-cli',
  'data-pipeline',
  'mobile-app',
  'design-system',
  'docs',
  'auth-service',
]
const OWNERS = ['acme', 'globex', 'initech']
const BRANCHES = [
  'main',
  'main',
  'main',
  'develop',
  'fix/price-rounding',
  'feature/night-run',
  'feature/export-parquet',
  'chore/deps',
  'release/2.4',
  'HEAD',
  '',
]

export function createPlaces(random: Random): readonly Place[] {
  return Array.from({ length: 60 }, (_, n) => {
    const repository = `${random.pick(OWNERS)}/${random.pick(REPOSITORIES)}`
    const folder = n % 9 === 4 ? `${repository}/packages/core` : repository
    return { cwd: `/home/dev/code/${folder}`, repository, branch: random.pick(BRANCHES) }
  })
}

export const anotherBranch = (random: Random): string => random.pick(BRANCHES)

export const startOf = (random: Random): number => FIRST_DAY + random.int(0, (DAYS - 2) * DAY)

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
