import type { Scan } from '../_shared/agent.ts'
import { scanDatabase } from './database.ts'
import { scanLegacy } from './legacy.ts'

export const scanGoose: Scan = (file, sink) =>
  file.kind === 'database' ? scanDatabase(file, sink) : scanLegacy(file, sink)
