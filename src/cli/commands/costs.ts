import { EXIT, RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import { buildCosts } from '../../reports/costs.ts'
import { isClean } from '../../reports/quality.ts'
import { GROUP_KEYS } from '../../warehouse/queries/grouping.ts'
import type { GroupKey } from '../../warehouse/queries/grouping.ts'
import type { Flags, Invocation } from '../command.ts'
import { calendarOf, openReading } from '../reading.ts'
import { printCosts } from '../ui/costs-table.ts'

const ALIASES: Readonly<Record<string, GroupKey>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  session: 'session',
  blocks: 'block',
}

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const by = groupKeys(flags)
  const { report, settings, timezone } = await openReading(invocation)
  try {
    const input = { ...report, mode: settings.pricing.cost }
    const document = await buildCosts(input, by, calendarOf(timezone, settings))
    printCosts(document, report.sources, flags, io)
    return flags.strict && !isClean(document.quality) ? EXIT.quality : EXIT.ok
  } finally {
    report.close()
  }
}

function groupKeys(flags: Flags): readonly GroupKey[] {
  const command = (flags._ as unknown as readonly string[])[0] ?? 'costs'
  const own = ALIASES[command]
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
