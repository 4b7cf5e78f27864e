import { expect, it } from 'vitest'
import { printable, printableLine } from '../../../src/cli/ui/printable.ts'

it.each([
  ['::error::forged', '\ufffd:error::forged'],
  ['  ::add-mask::$', '  \ufffd:add-mask::$'],
  ['a ##[error]b', 'a #\ufffd[error]b'],
  ['a::b', 'a::b'],
  ['::1', '::1'],
  ['## [a]', '## [a]'],
  ['a\n::error::b', 'a\ufffd::error::b'],
  ['\u001b[31ma', '\ufffd[31ma'],
])('of %j a line can be made that is no command to anybody', (name, shown) => {
  expect(printable(name)).toBe(shown)
})

it('has no command at the start of a line that was not the first', () => {
  expect(printableLine('\n::error::b\n::error::c')).toBe(' \ufffd:error::b ::error::c')
})
