import { rm } from 'node:fs/promises'
import { temporaryFolder } from '../../platform/folders.ts'
import { PREFIX } from '../../plugin-sdk/messages.ts'
import type { CallName } from '../../plugin-sdk/messages.ts'
import type { PluginKind } from '../../plugin-sdk/types.ts'
import { checkOutputs } from '../outputs.ts'
import { PluginError } from '../plugin-error.ts'
import type { PluginPlan } from '../types.ts'
import { Skipped } from './checks.ts'
import type { Checks } from './checks.ts'
import { COSTS, EMPTY_REPORT, NOTIFICATION, OPTIONS, REPORT, SESSIONS } from './samples.ts'
import type { Trial } from './trial.ts'

export interface Ours {
  readonly checks: Checks
  readonly trial: Trial
  readonly plan: PluginPlan
  /** The calls that it says it answers; empty: those of its kind. */
  readonly offered: readonly string[]
  /** Whether a notifier may really send something. */
  readonly send: boolean
}

/** What a plugin of its kind has to do. */
export async function checkOurs(ours: Ours, kind: PluginKind): Promise<void> {
  const { checks, trial, plan } = ours
  await run(ours, 'check', async () => {
    const { ok, problems } = await trial.call('check', { config: plan.config })
    return ok ? 'its config is fine' : `its config: ${problems.map(({ message }) => message).join('; ')}`
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

/** How the detail of a call that took too long begins. */
const HUNG = 'no answer within'

/** A call that it does not have is only wrong where it says it has it. */
function run(
  { checks, offered }: Ours,
  call: CallName,
  work: () => Promise<string>,
  name: string = call,
): Promise<boolean> {
  if (offered.length > 0 && !offered.includes(call)) {
    checks.skip(name, 'it does not offer it')
    return Promise.resolve(true)
  }
  return checks.run(name, async () => {
    if (checks.list.some(({ ok, detail }) => !ok && detail.startsWith(HUNG))) throw new Skipped('a call before it hung')
    try {
      return await work()
    } catch (error) {
      const missing = error instanceof PluginError && error.failure === 'unsupported'
      if (missing && !offered.includes(call)) throw new Skipped('it does not have it')
      throw error
    }
  })
}

const KINDS: Readonly<Record<PluginKind, (ours: Ours) => Promise<void>>> = {
  async exporter(ours) {
    for (const [what, rows] of [
      ['costs', COSTS],
      ['sessions', SESSIONS],
    ] as const) {
      await run(ours, `export/${what}`, () => exportRows(ours, what, rows))
      await run(ours, `export/${what}`, () => exportRows(ours, what, []), `export/${what}, no rows`)
    }
    const exportReport = (data: typeof REPORT): Promise<string> =>
      inFolder(async (out) => {
        const body = { options: OPTIONS, out, name: 'check', data }
        const { files } = await ours.trial.call('export/report', body)
        return verified(ours, out, files, null)
      })
    await run(ours, 'export/report', () => exportReport(REPORT))
    await run(ours, 'export/report', () => exportReport(EMPTY_REPORT), 'export/report, no usage')
    await ours.checks.run('calls', () => {
      const done = ours.checks.list.filter(({ name, skipped }) => name.startsWith('export/') && !skipped)
      if (done.length === 0) throw new Error('it exports neither costs nor sessions nor reports')
      return 'it exports something'
    })
  },

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
    await run(ours, 'notify/test', async () => sent(await trial.call('notify/test', {})))
    await run(ours, 'notify', async () =>
      sent(await trial.call('notify', { notification: NOTIFICATION, report: REPORT })),
    )
    await run(
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
    await run(ours, 'agent/discover', () =>
      inFolder(async (dir) => {
        const { files } = await trial.call('agent/discover', { dirs: [dir] })
        if (files.length > 0) throw new Error(`it finds ${files.length} files in an empty folder`)
        return 'nothing in an empty folder'
      }),
    )
    await run(ours, 'agent/scan', () =>
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
    await run(ours, 'view/render', render(REPORT.totals))
    await run(ours, 'view/render', render({}), 'view/render, no data')
    await run(ours, 'view/action', async () => {
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
    await run(ours, 'hook', ask('SessionStart', SESSIONS[0]!))
    await run(ours, 'hook', ask('CostThreshold', null), 'hook, no data')
  },
}

const exportRows = (
  { trial, plan, ...ours }: Ours,
  what: 'costs' | 'sessions',
  rows: readonly object[],
): Promise<string> =>
  inFolder(async (out) => {
    const body = { options: OPTIONS, out, name: 'check', data: { format: 'stream' as const } }
    const { files } = await trial.call(`export/${what}`, body, { rows: texts(rows) })
    return verified({ trial, plan, ...ours }, out, files, rows.length)
  })

async function* texts(rows: readonly object[]): AsyncGenerator<readonly string[]> {
  if (rows.length > 0) yield rows.map((row) => JSON.stringify(row))
}

async function verified(
  { plan }: Ours,
  folder: string,
  files: Parameters<typeof checkOutputs>[0]['files'],
  rows: number | null,
): Promise<string> {
  await checkOutputs({ plugin: plan.plugin.manifest.id, folder, files, rows })
  const names = files.map(({ path }) => path).join(', ')
  return rows === null ? names : `${rows} rows in ${names}`
}

async function inFolder(work: (folder: string) => Promise<string>): Promise<string> {
  const folder = temporaryFolder('rimuru-check-')
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
