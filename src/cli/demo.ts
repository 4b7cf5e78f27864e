import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Job } from '../config/jobs.ts'
import { temporaryFolder } from '../platform/folders.ts'
import type { Invocation } from './command.ts'

const DEMO = fileURLToPath(new URL('../../demo/', import.meta.url))

/** Its report is written here, in the working folder. */
const FOLDER = 'rimuru-demo'

/** The last day of the sample data. */
const LAST_DAY = '2026-11-19'

/** The sample data that comes with the program, with a state that is thrown away: nobody's own data is touched. */
export async function withDemo(
  invocation: Invocation,
  run: (invocation: Invocation) => Promise<number>,
): Promise<number> {
  const state = temporaryFolder('rimuru-demo-')
  const home = join(DEMO, 'home')
  const { PATH, TERM, SystemRoot, TEMP, TMPDIR } = invocation.env
  try {
    return await run({
      ...invocation,
      flags: { date: LAST_DAY, ...invocation.flags, config: join(DEMO, 'rimuru.config.ts') },
      env: { PATH, TERM, SystemRoot, TEMP, TMPDIR, HOME: home, USERPROFILE: home, RIMURU_HOME: state },
    })
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
}

/** Nobody is told of the sample data, and nothing of it is committed. */
export const demoJob = (job: Job): Job => ({
  ...job,
  notify: [],
  hooks: [],
  publish: job.publish && { ...job.publish, mode: 'files', folder: FOLDER },
})
