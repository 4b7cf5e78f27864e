import { basename } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import type { JsonObject } from '../_shared/json.ts'
import { readLines } from '../_shared/jsonl.ts'
import { textOf } from '../_shared/tokens.ts'
import { timeOfNumber } from '../_shared/times.ts'
import { timeOfStem } from './times.ts'
import { isNone, noteUncountedSums, tellUsage, tryRecord, usageOf } from './usage.ts'

/**
 * Until autumn 2025 a session was a file: its sums in the first line, then its messages. The first Goose with a database
 * imported them all, under the same name, and left them there.
 */
export function scanLegacy(file: ScanFile, sink: Sink): ScanEnd {
  const session = basename(file.path, '.jsonl')
  let header: JsonObject | null = null
  let last: JsonObject | null = null
  const end = readLines(file.path, 0, {
    row(row) {
      if (header === null) header = row
      else last = row
    },
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
  })
  sink.lines(end.lines)
  if (header) tell(session, header, last, sink)
  return { ...end, resume: null }
}

function tell(session: string, header: JsonObject, last: JsonObject | null, sink: Sink): void {
  const startedAt = timeOfStem(session)
  const time = timeOfNumber(last?.created) ?? startedAt
  const cwd = textOf(header.working_dir)
  sink.session({ id: session, parent: null, startedAt, endedAt: time, cwd, branch: null, signal: 'done' })
  tryRecord(0, sink, () => {
    const sums = [header.accumulated_input_tokens, header.accumulated_output_tokens]
    const hasSum = sums.some((sum) => sum !== undefined && sum !== null)
    const usage = usageOf(header, hasSum ? 'accumulated_' : '')
    noteUncountedSums(header, hasSum, 0, sink)
    if (isNone(usage)) return
    if (time === null) return sink.problem({ kind: 'quarantined', offset: 0, detail: 'no time in the record' })
    tellUsage(
      usage,
      {
        identity: `${session}:rest`,
        session,
        time,
        cwd,
        offset: 0,
        subagent: false,
        quality: 'partial',
        summed: hasSum,
        model: null,
        provider: null,
        cost: null,
        // The database has it under the same name, and mostly with the same numbers.
        demoted: true,
        sourceRank: 1,
      },
      sink,
    )
  })
}
