import { PREFIX } from '../../plugin-sdk/messages.ts'
import type { PluginKind } from '../../plugin-sdk/types.ts'
import { tryCall } from './calls.ts'
import type { Ours } from './calls.ts'
import { KINDS } from './kinds.ts'

/** What a plugin of its kind has to do. */
export async function checkOurs(ours: Ours, kind: PluginKind): Promise<void> {
  const { checks, trial, plan } = ours
  await tryCall(ours, 'check', async () => {
    const { ok, problems } = await trial.call('check', { config: plan.config })
    return ok
      ? 'its config is fine'
      : `its config: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`
  })
  await KINDS[kind](ours)
  await checks.run('unknown call', async () => {
    const { status } = await trial.ask('POST', `${PREFIX}no-such-call`, '{}')
    if (status >= 200 && status < 300) throw new Error(`it answers a call that does not exist with ${status}`)
    return `it is refused with ${status}`
  })
}

/** Names of the checks of a kind, for a plugin that is of none. */
export const OURS = ['check', 'calls', 'unknown call']
