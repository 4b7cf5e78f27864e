import { resolve } from 'node:path'
import type { PricingSettings } from '../../../config/pricing.ts'
import { EXIT, RimuruError } from '../../../core/errors.ts'
import { heldAt, lockChanges } from '../../../pipeline/prices/diff.ts'
import { syncDocument } from '../../../pipeline/prices/documents.ts'
import type { AskedItem, ChangeItem, RefusalItem } from '../../../pipeline/prices/documents.ts'
import { lockOf } from '../../../pipeline/prices/lock-of.ts'
import { isIncomplete, isUnanswered, problemsOf } from '../../../pipeline/prices/sync.ts'
import { readOtherLock } from '../../../pipeline/prices/what-if.ts'
import { baselineLock } from '../../../pricing/lock/baseline.ts'
import { wholeLock } from '../../../pricing/lock/by-seller.ts'
import type { PriceLock } from '../../../pricing/lock/types.ts'
import { loadBookWithRules } from '../../../pricing/rules/load-book.ts'
import { compareCosts } from '../../../reports/cost-comparison.ts'
import { periodOf } from '../../../reports/costs.ts'
import type { Invocation } from '../../command.ts'
import { calendarOf, openReading, settingsOf } from '../../reading.ts'
import { printDiff } from '../../ui/prices/diff-page.ts'
import { askedFor, syncOptionsOf } from './sync-options.ts'

const DAYS = 30

/** What a sync, or another lock, would change: prices, and dollars on what was used. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const { pricing } = await settingsOf(invocation)
  const found = await compare(invocation, pricing)
  const { report, settings, timezone } = await openReading(withPeriod(invocation))
  try {
    const now = Date.now()
    const [book, other] = await Promise.all(
      [found.before, found.after].map((lock) => loadBookWithRules(pricing, { lock })),
    )
    const period = await periodOf(report.db, report.scope)
    const costs = await compareCosts(report.db, calendarOf(timezone, settings), heldAt(book!, now), heldAt(other!, now))
    const document = {
      schema_version: 1,
      kind: 'prices-diff',
      lock: pricing.lock,
      with: found.with,
      asked: found.asked,
      changes: found.changes,
      refused: found.refused,
      period,
      models: costs.rows.filter(({ difference_usd: difference }) => difference !== '0'),
      totals: costs.totals,
    } as const
    printDiff(document, flags, io)
    return found.isIncomplete ? EXIT.delivery : EXIT.ok
  } finally {
    report.close()
  }
}

interface Compared {
  readonly before: PriceLock
  readonly after: PriceLock
  /** The other lock; null for a sync. */
  readonly with: { readonly lock: string | null }
  readonly asked: readonly AskedItem[]
  readonly changes: readonly ChangeItem[]
  readonly refused: readonly RefusalItem[]
  readonly isIncomplete: boolean
}

async function compare(invocation: Invocation, pricing: PricingSettings): Promise<Compared> {
  const { flags, cwd } = invocation
  if (typeof flags.lock !== 'string') {
    const sync = await askedFor(invocation, { ...syncOptionsOf(invocation, pricing), dryRun: true })
    if (isUnanswered(sync)) {
      throw new RimuruError('E5001', `no price provider answered: ${problemsOf(sync).join('; ')}`, {
        hint: 'try again later, or give --from FILE with --provider NAME',
      })
    }
    const { asked, changes, refused } = syncDocument(sync, true)
    return {
      before: sync.before,
      after: sync.lock,
      with: { lock: null },
      asked,
      changes,
      refused,
      isIncomplete: isIncomplete(sync),
    }
  }
  if (flags.sync === true) throw new RimuruError('E7001', '--sync does not go with --lock', { hint: 'use one of them' })
  const path = resolve(cwd, flags.lock)
  const known = lockOf(pricing)
  const before = known === null ? baselineLock() : wholeLock(known)
  const after = readOtherLock(path)
  const changes = lockChanges(before, after)
  return { before, after, with: { lock: path }, asked: [], changes, refused: [], isIncomplete: false }
}

const withPeriod = (invocation: Invocation): Invocation => {
  const { since, until, last } = invocation.flags
  const isGiven = [since, until, last].some((flag) => flag !== undefined)
  return isGiven ? invocation : { ...invocation, flags: { ...invocation.flags, last: DAYS } }
}
