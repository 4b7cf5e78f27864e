import type { Agent } from './_shared/agent.ts'
import { claudeCode } from './claude-code/index.ts'
import { codex } from './codex/index.ts'
import { copilot } from './copilot/index.ts'
import { cursor } from './cursor/index.ts'
import { goose } from './goose/index.ts'
import { openCode } from './opencode/index.ts'

/** One line an agent. The map, the config schema, the option types and the contract tests derive from this list. */
export const AGENTS: readonly Agent[] = [claudeCode, codex, copilot, cursor, goose, openCode]

/** What the config may say of them. */
export const CONFIGURABLE = {
  agentIds: AGENTS.map(({ id }) => id),
  agentOptions: AGENTS.map(({ id, ownSources = {} }) => ({
    id,
    paths: Object.fromEntries(Object.entries(ownSources).map(([key, { describe }]) => [key, describe])),
  })),
}

export const agentById = (id: string): Agent | undefined => AGENTS.find((agent) => agent.id === id)
