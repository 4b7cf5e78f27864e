import { expect, it } from 'vitest'
import { agentsMeant } from '../../src/core/agent-names.ts'

const AGENTS = [
  { id: 'claude-code', name: 'Claude Code' },
  { id: 'codex', name: 'Codex' },
  { id: 'a.b', name: 'a.b' },
]

it.each([
  ['codex', ['codex']],
  [' CODEX ', ['codex']],
  ['claude code', ['claude-code']],
  ['c*', ['claude-code', 'codex']],
  ['*code', ['claude-code']],
  ['*', ['claude-code', 'codex', 'a.b']],
  ['code', []],
  ['', []],
  // No sign but the star stands for another one.
  ['a.b', ['a.b']],
  ['a-b', []],
  ['c.dex', []],
])('takes %j for %j', (name, ids) => {
  expect(agentsMeant(name, AGENTS)).toEqual(ids)
})
