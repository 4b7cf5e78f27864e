import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import type { AgentEnvironment, LogFolder, Place } from '../_shared/agent.ts'
import { expandHome } from '../../platform/places.ts'
import { CLI_LOGS } from './logs.ts'
import { editorPlaces } from './editor-places.ts'

/** The command line has a variable of its own, which says nothing of where the editors keep theirs. */
export const copilotPlaces = (env: AgentEnvironment): Place[] => [...cliPlaces(env), ...editorPlaces(env)]

function cliPlaces(env: AgentEnvironment): Place[] {
  const homes = homesOf(env)
  const exported = env.variables.COPILOT_OTEL_FILE_EXPORTER_PATH
  if (!exported) return homes
  const path = expandHome(exported, env.home)
  const home = homes.find((place) => env.isFolder(place.path))
  const away = relative(home?.path ?? '/', dirname(path))
  if (!home || isAbsolute(away))
    return [...homes, { path, origin: 'COPILOT_OTEL_FILE_EXPORTER_PATH', logs: [exportedFile('', path)] }]
  // One data directory, so that what the file tells of a session is not added to what its log tells.
  const together = { ...home, logs: [...CLI_LOGS, exportedFile(away, path)] }
  return homes.map((place) => (place === home ? together : place))
}

const exportedFile = (folder: string, path: string): LogFolder => ({
  folder,
  accepts: (name) => name === basename(path),
  depth: 0,
})

/** Builds of 2025 put their folder below those of XDG. */
function homesOf({ home, variables }: AgentEnvironment): Place[] {
  if (variables.COPILOT_HOME) return [{ path: expandHome(variables.COPILOT_HOME, home), origin: 'COPILOT_HOME' }]
  const bases = [home, variables.XDG_STATE_HOME, variables.XDG_CONFIG_HOME].filter(
    (path) => path !== undefined && path !== '',
  )
  return bases.map((path) => ({ path: join(path as string, '.copilot'), origin: 'default' }))
}
