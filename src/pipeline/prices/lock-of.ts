import type { PricingSettings } from '../../config/pricing.ts'
import { RimuruError } from '../../core/errors.ts'
import type { LockBySeller } from '../../pricing/lock/by-seller.ts'
import { openLock } from '../../pricing/lock/file.ts'

/** The lock that counts. Null where there is none, which is an error where the config names it: prices are pinned to it. */
export function lockOf({ lock, lockIsNamed }: Pick<PricingSettings, 'lock' | 'lockIsNamed'>): LockBySeller | null {
  const found = lock === null ? null : openLock(lock)
  if (found === null && lock !== null && lockIsNamed) throw namedLockMissing(lock)
  return found
}

export const namedLockMissing = (lock: string): RimuruError =>
  new RimuruError('E5002', 'the price lock that the config names is not there', {
    where: lock,
    hint: 'bring it back or correct pricing.lock; rimuru prices sync writes a new one',
  })
