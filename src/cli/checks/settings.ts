import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import type { Settings } from '../../config/settings.ts'
import type { Environment } from '../../platform/places.ts'
import type { Flags } from '../command.ts'
import { isUsable, zoneOrigin } from '../zone-origin.ts'

const { ok, warn, fail } = checksOf('Settings')

export function configCheck(found: { path: string | null } | { error: unknown }): Check {
  if ('path' in found)
    return ok('config', found.path === null ? 'none found, everything at its default' : `${found.path}, valid`)
  const { error } = found
  const told = error instanceof RimuruError ? error : null
  const where = told?.where ? `${told.where}: ` : ''
  return fail('config', `${where}${messageOf(error)}`, { hint: told?.hint ?? 'correct the file' })
}

export function zoneCheck(flags: Flags, settings: Settings, env: Environment, timezone: string): Check {
  const origin = zoneOrigin(flags, settings, env)
  if (env.TZ && origin === 'system' && !isUsable(env.TZ)) {
    return warn('time zone', `${timezone} (system): TZ is "${env.TZ}", which is no IANA zone`, {
      hint: 'set TZ, timezone in the config, or --timezone to a name such as Europe/Berlin',
    })
  }
  return ok('time zone', `${timezone} (${origin})`)
}

export const costCheck = (settings: Settings): Check => {
  const meaning = {
    calculate: 'calculated from tokens and prices',
    recorded: 'only what the agents recorded',
    auto: 'what the agents recorded, calculated where they did not',
  }
  return ok('cost', `${meaning[settings.pricing.cost]} (pricing.cost: ${settings.pricing.cost})`)
}
