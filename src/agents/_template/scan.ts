import { basename } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { readLines } from '../_shared/jsonl.ts'
import { createPicker, values } from '../_shared/kernel/picker.ts'
import { ImpossibleNumber, recordedCost, textOf, timeOf, tokenCount } from '../_shared/tokens.ts'

/** What is read of a line. Nothing is made of the rest of it, which is most of a log. */
const wantedLine = createPicker({
  fields: {
    ...values(['id', 'time', 'model', 'cwd', 'branch', 'cost']),
    usage: { fields: values(['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning']) },
  },
})

/** Reads lines such as `{"id":"r1","time":"2026-11-01T10:00:00Z","model":"m","usage":{"input":10,"output":2}}`. */
export function scanLog(file: ScanFile, sink: Sink): ScanEnd {
  const session = basename(file.path, '.jsonl')
  const end = readLines(file.path, file.start, {
    picker: wantedLine,
    row: (row, offset) => takeRow(row, session, offset, sink),
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
  })
  sink.lines(end.lines)
  sink.session({ id: session, parent: null, startedAt: null, endedAt: null, cwd: null, branch: null, signal: 'done' })
  // Each line stands for itself, so that a longer file is read on from here with no memory of what was before.
  return { ...end, resume: '' }
}

function takeRow(row: JsonObject, session: string, offset: number, sink: Sink): void {
  const { usage } = row
  if (!isObject(usage)) return
  const time = timeOf(row.time)
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  try {
    sink.response({
      // The provider's id of the response: it makes copies of the record one request.
      identity: textOf(row.id) ?? `${session}@${offset}`,
      variant: null,
      copyOf: null,
      demoted: false,
      copied: false,
      subagent: false,
      quality: 'exact',
      session,
      time,
      cwd: textOf(row.cwd),
      branch: textOf(row.branch),
      offset,
      parts: [
        {
          provider: null,
          model: textOf(row.model) ?? 'unknown',
          tier: 'standard',
          speed: 'standard',
          geo: null,
          requests: 1,
          // Classes must not overlap: input without what was read from or written to the cache.
          input: tokenCount(usage.input, 'input'),
          output: tokenCount(usage.output, 'output'),
          cacheRead: tokenCount(usage.cacheRead, 'cacheRead'),
          cacheWrite5m: tokenCount(usage.cacheWrite, 'cacheWrite'),
          cacheWrite1h: 0,
          // A part of output, never added to it.
          reasoning: tokenCount(usage.reasoning, 'reasoning'),
          webSearches: 0,
          recordedCost: recordedCost(row.cost),
          outsideClaim: false,
        },
      ],
    })
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}
