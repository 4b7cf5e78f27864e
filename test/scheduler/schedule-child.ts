import { join } from 'node:path'
import { keepSchedule, keepScheduleOnce } from '../../src/scheduler/keep.ts'

/*
 * A scheduler in a process of its own: `schedule-child.ts FOLDER JOB [once]`. Its job is due at once, every minute, and
 * is a shell script in FOLDER.
 */
const [folder = '', script = '', once] = process.argv.slice(2)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort(signal))
const options = {
  folder,
  jobs: [{ name: 'job', cron: '* * * * *', timezone: 'UTC' }],
  programOf: () => ({ command: '/bin/sh', args: [join(folder, script)], env: { PATH: process.env.PATH }, cwd: folder }),
  reportedAt: () => Promise.resolve(null),
  log: (line: string) => void process.stderr.write(`${line}\n`),
  stop: stop.signal,
}
try {
  if (once) process.stdout.write(JSON.stringify(await keepScheduleOnce(options)))
  else await keepSchedule(options)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
