import { describe, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { isFolder } from '../../../src/platform/folders.ts'

const placesAt = (variables: Record<string, string>) =>
  codex
    .places({ home: '/home/me', platform: 'linux', variables, isFolder })
    .map(({ path, origin }) => `${origin}: ${path}`)

describe('where Codex keeps its data (FORMATS 3.1)', () => {
  it('is under the home', () => {
    expect(placesAt({ CODEX_SQLITE_HOME: '/elsewhere' })).toEqual(['default: /home/me/.codex'])
  })

  it('is where its variable says, one folder or a list', () => {
    expect(placesAt({ CODEX_HOME: '/one,~/two' })).toEqual(['CODEX_HOME: /one', 'CODEX_HOME: /home/me/two'])
  })

  it.each([
    ['rollout-2026-11-01T10-00-00-x.jsonl', true],
    ['rollout-2026-11-01T10-00-00-x.jsonl.zst', true],
    ['rollout-x.jsonl.tmp', false],
    ['rollout-2025-05-01-x.json', false],
  ])('is in %s: %s', (name, accepted) => {
    expect(codex.logs.map(({ accepts }) => accepts(name))).toEqual([accepted, accepted])
  })

  it('has one name for a rollout, wherever it lies and however it is packed', () => {
    const names = [
      '/a/sessions/2026/11/01/rollout-x.jsonl',
      '/a/archived_sessions/rollout-x.jsonl',
      '/b/rollout-x.jsonl.zst',
    ]
    expect(new Set(names.map(codex.fileKey)).size).toBe(1)
  })
})
