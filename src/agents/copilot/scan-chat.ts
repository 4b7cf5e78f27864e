import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { parseObject } from '../_shared/json.ts'
import { readLinesOf } from '../_shared/jsonl.ts'
import { tellChat } from './chat.ts'
import { applyChange } from './mutation-log.ts'
import { CHATS, folderOfWorkspace } from './workspaces.ts'

const EMPTY_WINDOW = 'emptyWindowChatSessions'

/** A chat session of VS Code: one document, or since January 2026 the changes that lead to it. */
export function scanChat(file: ScanFile, sink: Sink): ScanEnd {
  const end = { readTo: file.size, tornTail: false, resume: null }
  const folder = basename(dirname(file.path))
  if (folder !== CHATS && folder !== EMPTY_WINDOW) return end
  const text = readFileSync(file.path)
  const isLog = file.path.endsWith('.jsonl')
  const session = isLog ? documentOf(text, sink) : parseObject(text, 0, text.length)
  if (session === null) {
    sink.problem({ kind: 'bad-line', offset: 0, detail: text.length === 0 ? 'an empty file' : 'broken JSON' })
    return end
  }
  const cwd = folder === CHATS ? folderOfWorkspace(dirname(dirname(file.path))) : null
  tellChat({ session, name: basename(file.path).replace(/\.jsonl?$/, ''), cwd, isLog, text }, sink)
  return end
}

function documentOf(text: Buffer, sink: Sink): Readonly<Record<string, unknown>> | null {
  let document: unknown = null
  const { lines } = readLinesOf(text, 0, {
    row: (change) => void (document = applyChange(document, change)),
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
  })
  sink.lines(lines)
  return typeof document === 'object' && document !== null ? (document as Readonly<Record<string, unknown>>) : null
}
