import type { Scan } from '../_shared/agent.ts'
import { scanDatabase } from './database.ts'
import { scanDocument } from './document.ts'

export const scanOpenCode: Scan = (file, sink) =>
  file.kind === 'database' ? scanDatabase(file, sink) : scanDocument(file, sink)
