import { timeOfNumber } from '../_shared/times.ts'
import { basename, dirname } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { readJson } from './json-file.ts'
import { messageOf, objectOf, signalOf } from './message.ts'
import { sessionBeside, stepsBeside } from './neighbours.ts'
import { isCopied, tellMessage } from './tell-message.ts'

/** Until 1.1 each message and each session was a file. Since 1.2 they are imported into a database, and left behind. */
export function scanDocument(file: ScanFile, sink: Sink): ScanEnd {
  const data = readJson(file.path)
  sink.lines(1)
  if (data === null) sink.problem({ kind: 'bad-line', offset: 0, detail: 'broken JSON' })
  else if (typeof data.role === 'string') takeMessage(file.path, data, sink)
  else if (typeof data.id === 'string') takeSession(data, sink)
  return { readTo: file.size, tornTail: false, resume: null }
}

function takeMessage(path: string, data: JsonObject, sink: Sink): void {
  const message = messageOf(data, {
    id: textOf(data.id) ?? basename(path, '.json'),
    session: textOf(data.sessionID) ?? basename(dirname(path)),
    created: null,
    role: null,
  })
  const session = sessionBeside(path, message.session)
  tellMessage(
    message,
    {
      offset: 0,
      cwd: session.cwd,
      sessionCreated: session.created,
      subagent: session.subagent,
      demoted: true,
      steps: message.role === 'assistant' ? stepsBeside(path, message) : [],
    },
    sink,
  )
  sink.session({
    id: message.session,
    parent: null,
    startedAt: null,
    endedAt: isCopied(message, session.created) ? null : (message.completed ?? message.created),
    cwd: message.cwd ?? session.cwd,
    branch: null,
    signal: signalOf(message),
  })
}

/** How it ended, only its messages tell. */
function takeSession(data: JsonObject, sink: Sink): void {
  sink.session({
    id: String(data.id),
    parent: textOf(data.parentID),
    startedAt: timeOfNumber(objectOf(data.time).created),
    endedAt: null,
    cwd: textOf(data.directory),
    branch: null,
    signal: 'done',
  })
}
