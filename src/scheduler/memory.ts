import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, RimuruError } from '../core/errors.ts'
import { reasonOf } from '../platform/walk.ts'
import type { ScheduledJob, ScheduleMemory } from './types.ts'

export interface Holder {
  readonly pid: number
  /** ISO, UTC. */
  readonly since: string
}

interface Content {
  readonly version: 1
  holder?: Holder
  readonly jobs: Record<string, { schedule: string; handled: string }>
}

const fileOf = (folder: string): string => join(folder, 'schedule.json')

/** Who said last that it holds the folder. */
export const readHolder = (folder: string): Holder | null => read(folder).holder ?? null

/** Only whoever holds the folder may write to it. */
export function openMemory(folder: string, holder: Holder, log: (line: string) => void): ScheduleMemory {
  const content = read(folder)
  content.holder = holder
  write(folder, content)
  return {
    handled(job) {
      const known = content.jobs[job.name]
      return known?.schedule === wordsOf(job) ? Date.parse(known.handled) : null
    },
    setHandled(job, moment) {
      content.jobs[job.name] = { schedule: wordsOf(job), handled: new Date(moment).toISOString() }
      try {
        write(folder, content)
      } catch (error) {
        // It is still known as long as this process lives: a disk that is full for a night ends no schedule.
        log(messageOf(error))
      }
    },
  }
}

/** A job that is given another schedule has missed nothing of it. */
const wordsOf = ({ cron, timezone }: ScheduledJob): string => `${cron} ${timezone}`

/** A file that cannot be read is one that knows nothing: the next slots count. */
function read(folder: string): Content {
  try {
    const { version, holder, jobs } = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Partial<Content>
    if (version === 1) {
      const known = Object.entries(jobs ?? {}).filter(([, job]) => !Number.isNaN(Date.parse(job.handled)))
      return { version, ...(holder ? { holder } : {}), jobs: Object.fromEntries(known) }
    }
  } catch {
    // As if it were not there.
  }
  return { version: 1, jobs: {} }
}

function write(folder: string, content: Content): void {
  const file = fileOf(folder)
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { flush: true })
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw new RimuruError('E8001', `the memory of the schedule cannot be written: ${reasonOf(cause)}`, {
      where: file,
      hint: 'make room there, or point RIMURU_HOME to a folder that can be written',
      cause,
    })
  }
}
