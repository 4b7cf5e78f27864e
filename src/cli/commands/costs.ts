import { RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import { openAnswers } from '../../pipeline/answers.ts'
import type { Answers } from '../../pipeline/answers.ts'
import type { Source } from '../../pipeline/discover.ts'
import type { CostsDocument } from '../../reports/costs.ts'
import { stampOf } from '../../platform/memo.ts'
import { GROUP_KEYS } from '../../warehouse/queries/group-keys.ts'
import type { Calendar, GroupKey } from '../../warehouse/queries/group-keys.ts'
import { commandName } from '../actions.ts'
import type { Flags, Invocation } from '../command.ts'
import { exitOf } from '../quality-exit.ts'
import { askedOf, calendarOf, openReading } from '../reading.ts'
import type { Asked } from '../reading.ts'

const ALIASES: Readonly<Record<string, GroupKey>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  session: 'session',
  blocks: 'block',
}

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env } = invocation
  const by = groupKeys(flags)
  const asked = await askedOf(invocation)
  const { settings, filters } = asked
  const calendar = calendarOf(asked.timezone, settings)
  const answers = openAnswers(env, asked.sources, [
    'costs',
    by,
    filters,
    calendar,
    [settings.host, settings.user],
    settings.pricing,
    settings.pricing.lock && stampOf(settings.pricing.lock),
  ])
  const known = answers.find<CostsDocument>()
  const { document, sources } = known
    ? { document: known, sources: asked.sources }
    : await compute(invocation, asked, by, calendar, answers)
  const { printCosts } = await importPrinting()
  printCosts(document, sources, flags, io)
  return exitOf(document.quality, flags)
}

const importReport = () => import('../../reports/costs.ts')
const importPrinting = () => import('../ui/costs-table.ts')

async function compute(
  invocation: Invocation,
  asked: Asked,
  by: readonly GroupKey[],
  calendar: Calendar,
  answers: Answers,
): Promise<{ document: CostsDocument; sources: readonly Source[] }> {
  // A plugin may ask for a host whose name is not found for long.
  if (!asked.sources.some(({ plugin }) => plugin)) (await import('../../warehouse/one-thread.ts')).useOneThread()
  const { report, settings } = await openReading(invocation, asked, () => void importReport().then(importPrinting))
  try {
    const { buildCosts } = await importReport()
    const document = await buildCosts({ ...report, mode: settings.pricing.cost }, by, calendar)
    await report.db.run('checkpoint')
    if (report.filesFailed === 0) answers.keep(document)
    return { document, sources: report.sources }
  } finally {
    report.close()
  }
}

function groupKeys(flags: Flags): readonly GroupKey[] {
  const own = ALIASES[commandName(flags)]
  const given = (flags.by as readonly string[] | undefined) ?? []
  for (const key of given) {
    if ((GROUP_KEYS as readonly string[]).includes(key)) continue
    const near = suggest(key, GROUP_KEYS)
    throw new RimuruError('E7001', `--by does not know "${key}"${near ? `, did you mean "${near}"?` : ''}`, {
      hint: `group by any of ${GROUP_KEYS.join(', ')}`,
    })
  }
  const keys = [...(own ? [own] : []), ...(given as readonly GroupKey[])]
  return keys.length === 0 ? ['day'] : [...new Set(keys)]
}
