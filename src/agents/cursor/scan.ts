import type { Scan } from '../_shared/agent.ts'
import { scanExport } from './export/scan.ts'
import { scanState } from './state/scan.ts'

export const scanCursor: Scan = (file, sink) =>
  file.kind === 'database' ? scanState(file, sink) : scanExport(file, sink)
