import { closeSync, readFileSync } from 'node:fs'
import type { ScanEnd, ScanFile, Sink } from '../../_shared/agent.ts'
import { openRegular } from '../../../platform/regular-file.ts'
import { modelName } from '../model-name.ts'
import { exportedDay, partOf, responseOf } from '../response.ts'
import { readCsv } from './csv-events.ts'
import type { UsageEvent } from './event.ts'
import { readJson } from './json-events.ts'

/** A file that the user exported. It is named with the reason when it is none. */
export function scanExport(file: ScanFile, sink: Sink): ScanEnd {
  const content = contentOf(file.path)
  if (content.length === 0) throw new Error('an empty file, not a usage export')
  const seen = new Map<string, number>()
  const days = new Map<string, UsageEvent>()
  const events = {
    event: (event: UsageEvent) => takeEvent(event, seen, days, sink),
    problem: sink.problem,
  }
  if (/\.json$/i.test(file.path)) readJson(content.toString('utf8').replace(/^\ufeff/, ''), events)
  else readCsv(content.toString('latin1'), events)
  for (const [day, event] of days) markDay(day, event, sink)
  return { readTo: file.size, tornTail: false, resume: null }
}

/**
 * docs/formats.md 7.2: events have no id. The time and the numbers of one are the same in every export; two that are
 * alike are numbered, so that of several files the one that has the most of them counts.
 */
function takeEvent(event: UsageEvent, seen: Map<string, number>, days: Map<string, UsageEvent>, sink: Sink): void {
  const { time, model, counts, session, recordedCost, partial, offset } = event
  const numbers = [counts.cacheWrite5m, counts.input, counts.cacheRead, counts.output]
  const key = `${time} ${modelName(model)} ${numbers.join(' ')}`
  const number = (seen.get(key) ?? 0) + 1
  seen.set(key, number)
  const day = exportedDay(time)
  const first = days.get(day)
  // One of which the server counted no tokens tells nothing of them.
  if (numbers.some((count) => count > 0) && (first === undefined || isBefore(event, first))) days.set(day, event)
  sink.response(
    responseOf({
      identity: `event:${key} ${number}`,
      // An export that names the session knows more of the same event.
      demoted: session === null,
      session: session ?? day.replace(':', '-'),
      time,
      offset,
      quality: partial ? 'partial' : 'exact',
      parts: [partOf(model, { ...counts, recordedCost })],
    }),
  )
}

/** It costs nothing and is no request, and has the model of one that is there. */
const markDay = (day: string, { model, time, session, offset }: UsageEvent, sink: Sink): void =>
  sink.response(
    responseOf({
      identity: day,
      demoted: session === null,
      session: session ?? day.replace(':', '-'),
      time,
      offset,
      quality: 'exact',
      parts: [partOf(model, { requests: 0 })],
    }),
  )

const isBefore = (a: UsageEvent, b: UsageEvent): boolean => (a.time === b.time ? a.model < b.model : a.time < b.time)

function contentOf(path: string): Buffer {
  const { fd } = openRegular(path)
  try {
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}
