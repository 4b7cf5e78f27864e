import { expect, it } from 'vitest'
import { baseModel } from '../../src/core/base-model.ts'

it.each([
  ['claude-sonnet-4-5[1m]', 'claude-sonnet-4-5'],
  ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
  ['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet'],
  ['openrouter/anthropic/claude-opus-4.1', 'claude-opus-4-1'],
  ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
  ['GLM-4.7', 'glm-4-7'],
  ['deepseek-v3', 'deepseek-v3'],
  ['claude-sonnet-4-20250514', 'claude-sonnet-4'],
])('%s is %s, however it is written (FORMATS 2.7)', (name, base) => {
  expect(baseModel(name)).toBe(base)
})
