import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { billingOf } from './billing.ts'
import { EVENT_FIELDS, noteUnknownFields, tellsCounts } from './names.ts'
import type { SessionEvent } from './session-events.ts'
import { RANK } from './sources.ts'
import type { Metric, State, Told } from './state.ts'
import { COMPACTION } from './tail.ts'
import { SHUTDOWN, tellPart } from './tell-again.ts'
import { isNegative, isNone, minus, NO_USAGE, usageOf } from './usage.ts'

/** What each model has used since the session began, over all times that it was resumed (docs/formats.md 5.3). */
export function takeShutdown(event: SessionEvent, state: State, sink: Sink): void {
  if (state.hasRecords) return
  const totals = metricsOf(event, state.totals, sink)
  if (totals === null) return
  const added = totals.map((metric) => since(state.totals, metric))
  // Some versions began to count anew when they were resumed, or with a compaction.
  const models = new Set(totals.map(({ model }) => model))
  const startsOver =
    added.some(({ usage }) => isNegative(usage)) || state.totals.some(({ model }) => !models.has(model))
  state.totals = totals
  const used = (startsOver ? totals : added).filter(({ usage }) => !isNone(usage))
  if (used.length > 0) tellLeg(event, used, startsOver, state, sink)
}

function since(before: readonly Metric[], { model, usage, nanoCredits }: Metric): Metric {
  const earlier = before.find((metric) => metric.model === model)
  return {
    model,
    usage: minus(usage, earlier?.usage ?? NO_USAGE),
    nanoCredits: nanoCredits - (earlier?.nanoCredits ?? 0),
  }
}

function metricsOf({ data, offset }: SessionEvent, before: readonly Metric[], sink: Sink): Metric[] | null {
  const snapshot = isObject(data.accountingSnapshot) ? data.accountingSnapshot : {}
  const metrics = data.modelMetrics ?? snapshot.modelMetrics
  const noteMissing = (): void =>
    sink.problem({ kind: 'note', offset, detail: 'a shutdown without the usage of a model' })
  if (!isObject(metrics)) {
    noteMissing()
    return null
  }
  return Object.entries(metrics).flatMap(([model, metric]) => {
    const usage = isObject(metric) && isObject(metric.usage) ? metric.usage : {}
    noteUnknownFields(usage, EVENT_FIELDS, offset, sink)
    if (isObject(metric) && tellsCounts(usage, EVENT_FIELDS))
      return [{ model, usage: usageOf(usage, EVENT_FIELDS), nanoCredits: billingOf(metric).nanoCredits ?? 0 }]
    noteMissing()
    // What it had used by then is not to be counted again by the next one.
    return before.filter((known) => known.model === model)
  })
}

/** A version that writes no credits may go on with a session of one that did. */
const someOf = ({ nanoCredits }: Metric): number | null => (nanoCredits > 0 ? nanoCredits : null)

function tellLeg(event: SessionEvent, used: readonly Metric[], startsOver: boolean, state: State, sink: Sink): void {
  if (event.time === null)
    return sink.problem({ kind: 'quarantined', offset: event.offset, detail: 'no time in the record' })
  const leg: Told = {
    identity: `${SHUTDOWN}${textOf(event.line.id) ?? `${event.session}@${event.offset}`}`,
    time: event.time,
    cwd: state.cwd,
    branch: state.branch,
    offset: event.offset,
    parts: used.map((metric) => ({ ...metric, provider: null, nanoCredits: someOf(metric) })),
  }
  tellPart(leg, event.session, sink, RANK.shutdown)
  state.legs.push(leg)
  for (const told of state.tail) {
    // The sum includes what came before it, but for a compaction at which it was begun anew.
    if (startsOver && told.identity.startsWith(COMPACTION)) state.legs.push(told)
    else tellPart(told, event.session, sink, RANK.shutdown, leg.identity)
  }
  state.tail = []
}
