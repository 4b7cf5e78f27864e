import { EXIT, RimuruError } from '../../core/errors.ts'
import { parseDay } from '../../core/days.ts'
import { programVersion } from '../../platform/version.ts'
import { wordOf } from '../actions.ts'
import type { Flags, Invocation } from '../command.ts'
import { demoJob, withDemo } from '../demo.ts'
import { jobNamed, jobPlaces, jobsHint, offlineJob } from '../jobs.ts'
import { calendarOf } from '../reading.ts'
import { printError } from '../ui/errors.ts'
import { toJson } from '../ui/formats.ts'
import { followRun } from '../ui/run-progress.ts'

export async function run(invocation: Invocation): Promise<number> {
  return invocation.flags.demo === true ? withDemo(invocation, runOnce) : runOnce(invocation)
}

async function runOnce(invocation: Invocation): Promise<number> {
  const { flags, io, env, signal, cwd } = invocation
  refuseOdd(flags)
  const places = await jobPlaces(invocation)
  const named = await jobNamed(wordOf(flags, 'job', jobsHint(places)), places, invocation)
  const job = flags.demo === true ? demoJob(named) : flags.offline === true ? offlineJob(named) : named
  // The folder of the sample data is the program's own.
  const configDir = flags.demo === true ? cwd : places.configDir
  const { runJob } = await import('../../pipeline/run/run-job.ts')
  const { reportFolder } = await import('../../pipeline/run/places.ts')
  const tell = followRun(io, { debug: flags.debug === true, signal })
  try {
    const { document, error } = await runJob({
      job,
      settings: places.settings,
      calendar: calendarOf(job.timezone, places.settings),
      env,
      configPath: places.configPath,
      configDir,
      version: programVersion(),
      date: typeof flags.date === 'string' ? parseDay(flags.date, '--date') : null,
      dryRun: flags['dry-run'] === true,
      publish: flags.publish !== false,
      notify: flags.notify !== false,
      resend: flags.resend === true,
      offline: flags.offline === true,
      strict: flags.strict === true,
      freeze: flags.freeze === true || job.freeze,
      now: momentOf(env),
      startedAt: Date.now(),
      signal,
      tell,
    })
    tell.done()
    if (document.exit_code === EXIT.interrupted) io.note('interrupted\n')
    else if (error !== null) printError(error, io, flags.debug === true)
    if (document.exit_code === EXIT.usage || document.exit_code === EXIT.interrupted) return document.exit_code
    if (flags.json === true) io.out(toJson(document))
    else if (error === null) {
      const { printRun } = await import('../ui/run-page.ts')
      printRun(document, io, { folder: reportFolder({ job, configDir }), cwd })
    }
    return document.exit_code
  } finally {
    tell.done()
  }
}

/** A scheduler that is late says for when the run was meant. */
function momentOf({ RIMURU_SCHEDULED_FOR: slot }: Invocation['env']): number {
  const moment = Date.parse(slot ?? '')
  return Number.isNaN(moment) ? Date.now() : moment
}

function refuseOdd(flags: Flags): void {
  if (flags.resend === true && flags.notify === false) {
    throw new RimuruError('E7001', '--resend does not go with --no-notify', { hint: 'use one of them' })
  }
}
