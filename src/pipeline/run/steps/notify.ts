import { basename } from 'node:path'
import type { JobNotification } from '../../../config/job-types.ts'
import type { NotificationFile } from '../../../plugin-sdk/types.ts'
import { deliveryStates, intendDeliveries, settleDeliveries } from '../../../warehouse/deliveries.ts'
import { alertMessage, alertsOf, digestOf, keyOf } from '../notification.ts'
import type { Alert, Message } from '../notification.ts'
import type { DeliveryRecord, PluginVerdict, RunContext, RunState, StepResult } from '../context.ts'
import { stopOf } from '../hooks.ts'
import { send } from '../send.ts'

/** What one plugin is to be told, and by what keys it is known to have been. */
interface Letter {
  readonly message: Message
  readonly subjects: readonly { readonly subject: string; readonly key: string }[]
}

/** Tells whoever is to be told, each of it once: an intent is stored before, the result after. */
export async function notifyStep(context: RunContext, state: Required<RunState>): Promise<StepResult> {
  const { job, notify } = context
  if (job.notify.length === 0) return { detail: 'nobody to tell', skipped: true }
  if (!state.readable) return { detail: 'there is nothing to tell', skipped: true }
  if (!notify) return { detail: 'not asked for (--no-notify)', skipped: true }
  const deliveries: DeliveryRecord[] = []
  const verdicts: PluginVerdict[] = []
  let stopped: string | undefined
  for (const each of inOrder(context)) {
    const outcome = await tellOne(each, context, state)
    deliveries.push(...outcome.deliveries)
    if (outcome.verdict) verdicts.push(outcome.verdict)
    stopped ??= outcome.stopped
    if (stopped !== undefined) break
  }
  context.plugins.release(job.notify.map(({ plugin }) => plugin))
  const done = { deliveries, verdicts: [...(state.verdicts ?? []), ...verdicts] }
  return {
    detail: sentenceOf(deliveries),
    incomplete: deliveries.some(({ state: each }) => each === 'failed' || each === 'unknown'),
    state: stopped === undefined ? done : { ...done, stopped },
  }
}

const inOrder = ({ job, plugins }: RunContext): JobNotification[] =>
  job.notify.toSorted((a, b) => plugins.named(a.plugin).plan.priority - plugins.named(b.plugin).plan.priority)

interface Outcome {
  readonly deliveries: readonly DeliveryRecord[]
  readonly verdict?: PluginVerdict
  readonly stopped?: string
}

async function tellOne(each: JobNotification, context: RunContext, state: Required<RunState>): Promise<Outcome> {
  const { plugins, runId, job, dryRun, resend, tell } = context
  const plugin = plugins.named(each.plugin)
  const id = plugin.plan.plugin.manifest.id
  const record = (subject: string, to: DeliveryRecord['state'], detail: string | null): DeliveryRecord => ({
    plugin: id,
    subject,
    state: to,
    detail,
  })
  const { db } = state.data
  const planned = letterFor(each, id, state)
  if (planned === null) return { deliveries: [record('digest', 'skipped', 'there was no usage')] }
  const known = await deliveryStates(
    db,
    planned.map(({ key }) => key),
  )
  const isOpen = (key: string): boolean => known.get(key) === 'intended' || known.get(key) === 'unknown'
  const old = resend ? [] : planned.filter(({ key }) => known.get(key) === 'delivered' || isOpen(key))
  const deliveries = old.map(({ subject, key }) =>
    isOpen(key)
      ? record(subject, 'unknown', 'an earlier run may have sent it; --resend sends it again')
      : record(subject, 'skipped', 'was sent before'),
  )
  const fresh = planned.filter((letter) => !old.includes(letter))
  const verdict = old.some(({ key }) => isOpen(key))
    ? { id, kind: 'notifier' as const, verdict: 'unknown' as const, detail: 'a delivery is unknown' }
    : undefined
  if (fresh.length === 0) return verdict ? { deliveries, verdict } : { deliveries }
  const { message, subjects } = letterOf(fresh, context, state)
  if (dryRun) {
    const text = [message.title, message.message].filter((part) => part !== '').join('\n')
    tell.note(`${id} would be told: ${text.replaceAll('\n', '\n  ')}`)
    return { deliveries: [...deliveries, ...subjects.map(({ subject }) => record(subject, 'dry-run', null))] }
  }

  const asked = await state.hooks.trigger({ name: 'Custom:notify', data: { ...message, plugin: id } })
  const stop = stopOf('Custom:notify', asked)
  if (stop !== null) return { deliveries, stopped: stop }
  if (asked.action === 'cache_hit') {
    const detail = `${asked.by} took it over`
    return { deliveries: [...deliveries, ...subjects.map(({ subject }) => record(subject, 'skipped', detail))] }
  }
  const changed = (asked.data ?? {}) as Readonly<Record<string, unknown>>
  const keys = subjects.map(({ key }) => key)
  const about = { runId, job: job.name, ...state.period, plugin: id, at: Date.now() }
  await intendDeliveries(
    db,
    subjects.map(({ subject, key }) => ({ ...about, subject, key })),
  )
  const sent = await send(
    plugin,
    {
      ...message,
      title: textOr(changed.title, message.title),
      message: textOr(changed.message, message.message),
      idempotency_key: keyOf(keys),
      files: filesFor(each, state),
    },
    context,
    state,
  )
  await settleDeliveries(db, runId, keys, { ...sent, at: Date.now() })
  return {
    deliveries: [...deliveries, ...subjects.map(({ subject }) => record(subject, sent.state, sent.detail))],
    verdict: verdict ?? {
      id,
      kind: 'notifier',
      verdict: sent.state === 'delivered' ? 'ok' : sent.state,
      detail: sent.detail,
    },
  }
}

/** A hook may have put anything in its place. */
const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other)

/** Null: there is nothing that it should be told of. */
function letterFor(
  { when = 'always' }: JobNotification,
  plugin: string,
  { series, evaluated, period }: Required<RunState>,
): (Alert & { key: string })[] | null {
  if (when === 'alert') {
    return alertsOf(evaluated).map((alert) => ({ ...alert, key: keyOf([series, plugin, alert.subject]) }))
  }
  if (when === 'usage' && evaluated.totals.requests === 0) return null
  const key = keyOf([series, plugin, period, evaluated.report])
  return [{ subject: 'digest', level: 'info', text: '', key }]
}

function letterOf(fresh: readonly (Alert & { key: string })[], context: RunContext, state: Required<RunState>): Letter {
  const isDigest = fresh[0]?.subject === 'digest'
  return { message: isDigest ? digestOf(context, state) : alertMessage(fresh, context, state), subjects: fresh }
}

function filesFor({ attach }: JobNotification, { staged }: Required<RunState>): NotificationFile[] {
  return (staged ?? [])
    .filter(({ file }) => attach?.includes(file.path))
    .map(({ file, from }) => ({ name: basename(file.path), media_type: file.media_type, path: from }))
}

function sentenceOf(deliveries: readonly DeliveryRecord[]): string {
  if (deliveries.length === 0) return 'nothing needs attention'
  return deliveries
    .map(({ plugin, subject, state }) => `${plugin} ${subject === 'digest' ? '' : `(${subject}) `}${state}`)
    .join(', ')
}
