import type { ScanEnd, Sink } from '../../../agents/_shared/agent.ts'
import { RimuruError } from '../../../core/errors.ts'
import type { LoadFile, Loading } from '../../../warehouse/load/loading.ts'
import { newCollector } from '../../scan/collector.ts'
import { ROWS } from '../../scan/row-buffer.ts'
import type { ToldFile } from './gather.ts'

/** Hands over what a plugin has told of its files as if they were read now, so that it goes the way of all others. */
export function replay(told: readonly ToldFile[], files: readonly LoadFile[], loading: Loading): void {
  const collector = newCollector()
  for (const [i, file] of told.entries()) {
    const { append } = files[i]!
    const { path, size } = file
    const resume = append ? '' : null
    collector.scan((_, sink) => tell(file, sink), i, { path, kind: 'database', size, start: 0, resume })
    while (collector.rows() >= ROWS) loading.take(collector.take(), 0)
  }
  do loading.take(collector.take(), 0)
  while (collector.rows() > 0)
}

function tell({ path, usage, problems, failed }: ToldFile, sink: Sink): ScanEnd {
  if (failed !== null) throw new RimuruError('E2001', failed, { where: path })
  for (const response of usage.values()) sink.response(response)
  for (const problem of problems) sink.problem(problem)
  return { readTo: 0, tornTail: false, resume: '' }
}
