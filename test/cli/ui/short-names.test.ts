import { expect, it } from 'vitest'
import { shortIds, shortPaths } from '../../../src/cli/ui/short-names.ts'

it('cuts ids to eight characters, or to as many as tell them apart', () => {
  const short = shortIds(['0af15a56-1b2c', '01a1fa1e-8609', '01a1fa1e-8872', '01a1fa1e-88b7', 'tiny'])
  expect(['0af15a56-1b2c', '01a1fa1e-8609', '01a1fa1e-8872', '01a1fa1e-88b7', 'tiny'].map(short)).toEqual([
    '0af15a56',
    '01a1fa1e-86',
    '01a1fa1e-887',
    '01a1fa1e-88b',
    'tiny',
  ])
})

it('keeps an id whole that is the start of another', () => {
  const short = shortIds(['session-one', 'session-one-more'])
  expect([short('session-one'), short('session-one-more')]).toEqual(['session-one', 'session-one-m'])
})

it('shows the last folder of a path, and as many more as tell it from the others', () => {
  const paths = ['/code/client-a/api', '/code/client-b/api', '/code/web', 'C:\\work\\tool', '/']
  const short = shortPaths(paths)
  expect(paths.map(short)).toEqual(['client-a/api', 'client-b/api', 'web', 'tool', '/'])
})

it('shows a path whole that no number of folders tells from another', () => {
  const short = shortPaths(['/code/api', 'code/api', '/x/code/api'])
  expect(['/code/api', 'code/api', '/x/code/api'].map(short)).toEqual(['/code/api', 'code/api', 'x/code/api'])
})
