import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { agentById, AGENTS } from '../../src/agents/list.ts'

const FOLDER = join(import.meta.dirname, '../../src/agents')

const foldersOnDisk = (): string[] =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(({ name }) => name)
    .sort()

const ids = AGENTS.map(({ id }) => id).sort()

it('lists an agent for each folder, under the name of the folder', () => {
  expect(ids).toEqual(foldersOnDisk())
})

it('has a fixture description and samples for each agent', () => {
  const missing = ids.filter(
    (id) =>
      !existsSync(join(import.meta.dirname, `${id}.fixtures.ts`)) ||
      !existsSync(join(import.meta.dirname, '../fixtures/samples', id)),
  )
  expect(missing).toEqual([])
})

it('finds an agent by its id and no other way', () => {
  for (const agent of AGENTS) expect(agentById(agent.id)).toBe(agent)
  expect(agentById('__proto__')).toBeUndefined()
})
