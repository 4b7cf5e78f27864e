import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, posix, win32 } from 'node:path'
import { objectIn } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'

/** The folder that a window had open: `workspace.json` stands beside the folder of its chat sessions. */
export function folderOfWorkspace(workspace: string): string | null {
  let text
  try {
    text = readFileSync(join(workspace, 'workspace.json'), 'utf8')
  } catch {
    return null
  }
  const found = objectIn(text)
  const folder = textOf(found?.folder)
  if (folder !== null) return pathOf(folder)
  // A file that lists several folders; it mostly lies in the one above them.
  const list = textOf(found?.workspace) ?? textOf(found?.configuration)
  return list === null ? null : parentOf(pathOf(list))
}

/** `file:///c%3A/work` is `c:/work`. What lies on another machine keeps its address. */
function pathOf(address: string): string {
  const path = /^file:\/\/(.*)$/.exec(address)?.[1]
  const decoded = decode(path ?? address)
  return path !== undefined && /^\/[A-Za-z]:/.test(decoded) ? win32.normalize(decoded.slice(1)) : decoded
}

const parentOf = (path: string): string => (path.includes('\\') ? win32.dirname(path) : posix.dirname(path))

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const CHATS = 'chatSessions'

/** Which folder each chat belongs to, by the name of its file. `global` is the folder of what belongs to no window. */
export function foldersOfSessions(global: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>()
  const user = basename(dirname(global)) === 'profiles' ? dirname(dirname(global)) : global
  for (const workspace of namesIn(join(user, 'workspaceStorage')).map((name) => join(user, 'workspaceStorage', name))) {
    const chats = namesIn(join(workspace, CHATS))
    const folder = chats.length > 0 ? folderOfWorkspace(workspace) : null
    if (folder === null) continue
    for (const name of chats) folders.set(name.replace(/\.jsonl?$/, ''), folder)
  }
  return folders
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
