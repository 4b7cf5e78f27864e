import type { Agent } from './_shared/agent.ts'
import { claudeCode } from './claude-code/index.ts'
import { codex } from './codex/index.ts'

/** One line an agent. The map, the config schema, the option types and the contract tests derive from this list. */
export const AGENTS: readonly Agent[] = [claudeCode, codex]

export const agentById = (id: string): Agent | undefined => AGENTS.find((agent) => agent.id === id)
