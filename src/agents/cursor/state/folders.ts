import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Sink } from '../../_shared/agent.ts'
import { isObject, objectIn } from '../../_shared/json.ts'
import type { JsonObject } from '../../_shared/json.ts'
import { readDatabase } from '../../_shared/sqlite.ts'
import type { Database } from '../../_shared/sqlite.ts'
import { textOf } from '../../_shared/tokens.ts'

export type FolderOf = (session: string, workspace: unknown) => string | null

/**
 * The folder that a session worked in. Its row may say it; else the list of sessions in the same database does (since
 * 3.0), or the databases of the single workspaces (before). They are looked at when the first session asks.
 */
export function openFolders(database: Database, path: string, sink: Sink): FolderOf {
  const workspaces = join(dirname(dirname(path)), 'workspaceStorage')
  let listed: Map<string, string> | null = null
  return (session, workspace) => {
    const own = folderOfWorkspace(workspace, workspaces)
    if (own !== null) return own
    listed ??= new Map([...sessionsOfWorkspaces(workspaces, sink), ...listedSessions(database, workspaces)])
    return listed.get(session) ?? null
  }
}

/** `{ id, uri: { fsPath } }`, or `configPath` where it has several folders. */
function folderOfWorkspace(workspace: unknown, workspaces: string): string | null {
  if (!isObject(workspace)) return null
  const { id, uri, configPath } = workspace
  const folder = isObject(uri) ? (textOf(uri.fsPath) ?? textOf(uri.path)) : null
  const file = isObject(configPath) ? (textOf(configPath.fsPath) ?? textOf(configPath.path)) : null
  if (folder !== null) return folder
  if (file !== null) return dirname(file)
  return typeof id === 'string' && /^[\w-]+$/.test(id) ? folderOfStorage(join(workspaces, id)) : null
}

/** One key is asked for by its name: the same table holds credentials. */
const LISTED = `
  select json_extract(session.value, '$.composerId') as id, json_extract(session.value, '$.workspaceIdentifier') as workspace
  from json_each(coalesce((
    select cast(value as text) from ItemTable where key = ? and json_valid(cast(value as text))
  ), '{}'), '$.allComposers') session
  where session.type = 'object'`

function* listedSessions(database: Database, workspaces: string): Generator<[string, string]> {
  if (!database.columns('ItemTable').has('key')) return
  for (const { id, workspace } of database.rows(LISTED, 'composer.composerHeaders')) {
    const folder = folderOfWorkspace(objectIn(workspace), workspaces)
    if (typeof id === 'string' && folder !== null) yield [id, folder]
  }
}

function* sessionsOfWorkspaces(workspaces: string, sink: Sink): Generator<[string, string]> {
  for (const name of namesIn(workspaces)) {
    const folder = folderOfStorage(join(workspaces, name))
    if (folder === null) continue
    for (const id of sessionsOfWorkspace(join(workspaces, name, 'state.vscdb'), sink)) yield [id, folder]
  }
}

function sessionsOfWorkspace(path: string, sink: Sink): string[] {
  try {
    return readDatabase(path, (database) => {
      if (!database.columns('ItemTable').has('key')) return []
      const rows = [...database.rows(LISTED, 'composer.composerData')]
      return rows.map(({ id }) => id).filter((id) => typeof id === 'string')
    })
  } catch (error) {
    if (isMissing(error)) return []
    // Its sessions are known, and only their project is not.
    const detail = `the project of some sessions is not known, ${path}: ${(error as Error).message}`
    sink.problem({ kind: 'note', offset: 0, detail })
    return []
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** `workspace.json` names a folder, or the file of a workspace that has several. */
function folderOfStorage(storage: string): string | null {
  let found: JsonObject
  try {
    const content: unknown = JSON.parse(readFileSync(join(storage, 'workspace.json'), 'utf8'))
    if (!isObject(content)) return null
    found = content
  } catch {
    return null
  }
  const folder = pathOfUri(textOf(found.folder))
  const file = pathOfUri(textOf(found.workspace) ?? textOf(found.configuration))
  return folder ?? (file === null ? null : dirname(file))
}

/** `file:///home/me/project`, `file:///c%3A/project`, `vscode-remote://ssh-remote%2Bhost/home/me/project`. */
export function pathOfUri(uri: string | null): string | null {
  const path = uri === null ? null : /^[a-z][a-z+.-]*:\/\/[^/]*(\/.*)$/i.exec(uri)?.[1]
  if (!path) return null
  try {
    return decodeURIComponent(path).replace(/^\/(?=[a-z]:)/i, '')
  } catch {
    return null
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
