import { addDays } from '../core/days.ts'
import type { Money } from '../core/money.ts'
import { plural } from '../core/count.ts'
import type { Budget, Knowledge } from './types.ts'

/** Something that is not known, as a clause. Where it is essential, nobody can say that a budget holds. */
export interface Gap {
  readonly clause: string
  readonly essential: boolean
}

export function gapsOf(
  { staleAfterDays }: Pick<Budget, 'staleAfterDays'>,
  { sources, failed, unpricedRequests, newestRecordDay }: Knowledge,
  { spent, through }: { readonly spent: Money; readonly through: string },
): Gap[] {
  const gaps: Gap[] = []
  if (failed > 0) gaps.push({ clause: `${plural(failed, 'source')} could not be read`, essential: true })
  else if (sources === 0) gaps.push({ clause: 'there is no source to read', essential: true })

  if (staleAfterDays !== null && newestRecordDay === null) gaps.push({ clause: 'there is no record', essential: true })
  else if (staleAfterDays !== null && newestRecordDay! <= addDays(through, -staleAfterDays)) {
    gaps.push({ clause: `the newest record is of ${newestRecordDay}`, essential: true })
  }

  if (unpricedRequests > 0) {
    const clause = `${plural(unpricedRequests, 'request')} ${unpricedRequests === 1 ? 'has' : 'have'} no price`
    gaps.push({ clause, essential: spent === 0n })
  }
  return gaps
}
