import { RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import type { PluginVerdict, RunContext, Staged } from './context.ts'

/** A name that none of the exports writes is a mistake of the job, and is said before anything is published or sent. */
export function refuseUnknownAttachments(
  { job, settings, tell }: Pick<RunContext, 'job' | 'settings' | 'tell'>,
  staged: readonly Staged[],
  verdicts: readonly PluginVerdict[],
): void {
  // What an export would have written that failed or is turned off, nobody knows.
  if (verdicts.some(({ verdict }) => verdict !== 'ok')) return
  if (Object.values(settings.plugins).some(({ enabled }) => enabled === false)) return
  const names = staged.map(({ file }) => file.path)
  const stems = job.export.map(({ data = 'report', name = data }) => `${name}-`)
  for (const name of new Set(job.notify.flatMap(({ attach = [] }) => attach))) {
    if (names.includes(name)) continue
    // report-daily-cost.svg is there only where there is something to draw.
    if (stems.some((stem) => name.startsWith(stem))) {
      tell.note(`attach: there is no ${name} this time`)
      continue
    }
    const near = suggest(name, names)
    throw new RimuruError('E3001', `attach: no export writes "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
      where: job.path,
      hint: names.length > 0 ? `the exports write ${names.toSorted().join(', ')}` : 'the job exports nothing',
    })
  }
}
