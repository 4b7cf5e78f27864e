import { basename } from 'node:path'
import type { Scan } from '../_shared/agent.ts'
import { scanDesktop } from './desktop.ts'
import { scanChat } from './scan-chat.ts'
import { scanLines } from './scan-lines.ts'
import { scanStore } from './store.ts'
import { scanTraces } from './traces.ts'

const DATABASES: Readonly<Record<string, Scan>> = {
  'session-store.db': scanStore,
  'data.db': scanDesktop,
  'agent-traces.db': scanTraces,
}

export const scanCopilot: Scan = (file, sink) => {
  if (file.kind === 'document') return scanChat(file, sink)
  return file.kind === 'database' ? DATABASES[basename(file.path)]!(file, sink) : scanLines(file, sink)
}
