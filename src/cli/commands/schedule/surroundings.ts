import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listJobs, readJob } from '../../../config/jobs.ts'
import { resolveConfig } from '../../../config/settings.ts'
import { RimuruError } from '../../../core/errors.ts'
import { suggest } from '../../../core/suggest.ts'
import { periodOfRun } from '../../../pipeline/run/period.ts'
import { stateFolder } from '../../../platform/places.ts'
import { checkSchedule } from '../../../scheduler/slots.ts'
import type { ScheduledJob } from '../../../scheduler/types.ts'
import type { Invocation } from '../../command.ts'
import { calendarOf, configOf, timezoneOf } from '../../reading.ts'

/** What is scheduled, and where that is kept. */
export interface Surroundings {
  readonly configPath: string | null
  readonly configDir: string
  /** In the state folder, of this config alone. */
  readonly folder: string
  readonly jobs: readonly ScheduledJob[]
  /** The last day that a job reports in its run for a slot. */
  untilOf(job: ScheduledJob, slot: number): string
  /** Calls this program. */
  readonly program: readonly string[]
}

const LAUNCHER = fileURLToPath(new URL('../../../bin.js', import.meta.url))

/** A job that cannot be read is a mistake, unless whoever asks goes on without it. */
export async function surroundingsOf(
  invocation: Invocation,
  broken: (error: unknown) => void = (error) => {
    throw error
  },
): Promise<Surroundings> {
  const { flags, env, cwd } = invocation
  const { config, path } = await configOf(invocation)
  const configDir = path === null ? cwd : dirname(path)
  const settings = resolveConfig(config)
  const options = { settings, timezone: timezoneOf(flags, settings, env), configDir, env }
  // Those that come with the program are examples until somebody has them beside the config.
  const files = listJobs(configDir).filter((file) => dirname(file.path) === join(configDir, 'jobs'))
  const wanted = namesOf(
    flags.job,
    files.map(({ name }) => name),
  )
  const jobs: ScheduledJob[] = []
  const untils = new Map<string, (slot: number) => string>()
  for (const file of files.filter(({ name }) => wanted?.has(name) ?? true)) {
    try {
      const { name, schedule, period, timezone } = await readJob(file, options)
      if (schedule === null) continue
      checkSchedule(schedule, file.path)
      jobs.push({ name, ...schedule })
      const calendar = calendarOf(timezone, settings)
      untils.set(name, (now) => periodOfRun({ name, period }, { calendar, now, date: null, lastUntil: null }).until)
    } catch (error) {
      broken(error)
    }
  }
  const id = createHash('sha256').update(configDir).digest('hex').slice(0, 8)
  return {
    configPath: path,
    configDir,
    folder: join(stateFolder(env), 'schedule', `${basename(configDir)}-${id}`),
    jobs,
    untilOf: ({ name }, slot) => untils.get(name)!(slot),
    program: [process.execPath, LAUNCHER],
  }
}

function namesOf(wanted: unknown, names: readonly string[]): ReadonlySet<string> | null {
  if (!Array.isArray(wanted) || wanted.length === 0) return null
  for (const name of wanted.map(String)) {
    if (names.includes(name)) continue
    const near = suggest(name, names)
    throw new RimuruError('E7001', `there is no job "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
      hint: names.length > 0 ? `jobs: ${names.join(', ')}` : 'rimuru init writes some',
    })
  }
  return new Set(wanted.map(String))
}

export function someJobs({ jobs, configDir }: Surroundings): readonly ScheduledJob[] {
  if (jobs.length > 0) return jobs
  throw new RimuruError('E3001', 'no job has a schedule', {
    where: join(configDir, 'jobs'),
    hint: "give a job a schedule: '30 5 * * *', or write some jobs with rimuru init",
  })
}

/** Everything else goes by the config alone, wherever it is called. */
export const configFlag = ({ configPath }: Surroundings): string[] =>
  configPath === null ? [] : ['--config', configPath]
