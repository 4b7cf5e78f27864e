import type { LogFile } from '../log-file.ts'
import type { Session } from './session.ts'

/** `--fork-session`: the conversation is copied with its ids and times, under the new session's id. */
export function copyHistory(parent: Session, fork: Session, lines: readonly string[], into: LogFile): void {
  const oldId = `"sessionId":"${parent.id}"`
  const newId = `"sessionId":"${fork.id}"`
  for (const line of lines) {
    if (!line.startsWith('{"parentUuid"')) continue
    const copy = line.replace(oldId, newId)
    const isResponse = parent.version.marksCopies && line.includes('"requestId":"req_')
    into.line(isResponse ? `${copy.slice(0, -1)},"requestSessionId":"${parent.id}"}` : copy)
  }
}
