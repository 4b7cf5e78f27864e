import type { PluginKind } from '../../plugin-sdk/types.ts'
import { PluginError } from '../plugin-error.ts'
import { inFolder, tryCall } from './calls.ts'
import type { Ours } from './calls.ts'
import { checkExports } from './exports.ts'
import { NOTIFICATION, REPORT, SESSIONS } from './samples.ts'

/** The calls of each kind. */
export const KINDS: Readonly<Record<PluginKind, (ours: Ours) => Promise<void>>> = {
  exporter: checkExports,

  async notifier(ours) {
    const { checks, trial, send } = ours
    const sent = ({ delivered, detail }: { delivered: boolean; detail?: string | null }): string => {
      if (!delivered) throw new Error(`nothing was delivered${detail ? `: ${detail}` : ''}`)
      return 'delivered'
    }
    if (!send) {
      for (const name of ['notify/test', 'notify']) checks.skip(name, 'it would send something: --send does')
      return
    }
    await tryCall(ours, 'notify/test', async () => sent(await trial.call('notify/test', {})))
    await tryCall(ours, 'notify', async () =>
      sent(await trial.call('notify', { notification: NOTIFICATION, report: REPORT })),
    )
    await tryCall(
      ours,
      'notify',
      async () =>
        sent(
          await trial.call('notify', { notification: { ...NOTIFICATION, message: '', metadata: {} }, report: null }),
        ),
      'notify, no report',
    )
  },

  async agent(ours) {
    const { trial } = ours
    await tryCall(ours, 'agent/discover', () =>
      inFolder(async (dir) => {
        const { files } = await trial.call('agent/discover', { dirs: [dir] })
        if (files.length > 0) throw new Error(`it finds ${files.length} files in an empty folder`)
        return 'nothing in an empty folder'
      }),
    )
    await tryCall(ours, 'agent/scan', () =>
      inFolder(async (dir) => {
        const scan = async (cursor: null | object): Promise<object | null> => {
          let streamed = 0
          const takeRows = (rows: readonly unknown[]): void => void (streamed += rows.length)
          const body = { dirs: [dir], cursor: cursor as null, out: dir }
          const answer = await trial.call('agent/scan', body, { takeRows })
          if (answer.rows > 0 || streamed > 0) throw new Error('it finds usage in an empty folder')
          return answer.cursor as object | null
        }
        await scan(await scan(null))
        return 'nothing in an empty folder, twice'
      }),
    )
  },

  async view(ours) {
    const { trial } = ours
    const render = (context: object) => async (): Promise<string> => {
      const { widgets } = await trial.call('view/render', { context: context as typeof REPORT.totals })
      return `${widgets.length} widgets`
    }
    await tryCall(ours, 'view/render', render(REPORT.totals))
    await tryCall(ours, 'view/render', render({}), 'view/render, no data')
    await tryCall(ours, 'view/action', async () => {
      const body = { action: 'no-such-action', input: {}, context: {} }
      await trial.call('view/action', body).catch((error: unknown) => {
        if (error instanceof PluginError && error.failure === 'error') return
        throw error
      })
      return 'an unknown action is answered'
    })
  },

  async hook(ours) {
    const { trial } = ours
    const ask = (hook: string, data: object | null) => async (): Promise<string> => {
      const body = { hook, data: data as null, metadata: {} }
      const { action } = await trial.call('hook', body)
      return action
    }
    await tryCall(ours, 'hook', ask('SessionStart', SESSIONS[0]!))
    await tryCall(ours, 'hook', ask('CostThreshold', null), 'hook, no data')
  },
}
