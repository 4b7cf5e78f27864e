import { basename, dirname } from 'node:path'
import type { LogFolder } from '../_shared/agent.ts'

const isLog = (name: string): boolean => name.endsWith('.jsonl')

/** Below the folder of the command line and the desktop app. */
export const CLI_LOGS: readonly LogFolder[] = [
  { folder: 'session-state', accepts: isLog },
  { folder: 'otel', accepts: isLog },
  { folder: '', accepts: (name) => name === 'session-store.db' || name === 'data.db', kind: 'database', depth: 0 },
]

const isChat = (name: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.jsonl?$/i.test(name)
const isTraces = (name: string): boolean => name === 'agent-traces.db'

/** Below the `User` folder of VS Code or one of its variants. */
export const EDITOR_LOGS: readonly LogFolder[] = [
  // `<workspace>/chatSessions/<session>`
  { folder: 'workspaceStorage', accepts: isChat, kind: 'document', depth: 2 },
  { folder: 'globalStorage/emptyWindowChatSessions', accepts: isChat, kind: 'document', depth: 0 },
  { folder: 'globalStorage/github.copilot-chat', accepts: isTraces, kind: 'database', depth: 0 },
  // `<profile>/globalStorage/...`
  { folder: 'profiles', accepts: isChat, kind: 'document', depth: 3 },
  { folder: 'profiles', accepts: isTraces, kind: 'database', depth: 3 },
]

/** `session-state/<session>/events.jsonl`, in versions of 2025 `session-state/<session>.jsonl`. */
export const sessionOf = (path: string): string =>
  basename(path) === 'events.jsonl' ? basename(dirname(path)) : basename(path, '.jsonl')
