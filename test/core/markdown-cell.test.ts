import { expect, it } from 'vitest'
import { escaped } from '../../plugins/_shared/markdown.ts'
import { markdownCell } from '../../src/core/markdown-cell.ts'

it.each([
  ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
  ['src/snake_case.ts', 'src/snake_case.ts'],
  ['<b>bold</b>', '&lt;b>bold&lt;/b>'],
  ['a\\_b', 'a\\\\\\_b'],
  ['__tests__', '\\_\\_tests\\_\\_'],
  ['*a* `b` ~~c~~ [d](e)', '\\*a\\* \\`b\\` \\~\\~c\\~\\~ \\[d\\](e)'],
  ['a|b', 'a\\|b'],
  ['one\r\ntwo\rthree', 'one two three'],
  ['&lt;', '&amp;lt;'],
  ['1 < 2 & 3', '1 < 2 & 3'],
  ['https://a.example/login', 'https\\://a.example/login'],
  ['www.a.example', 'www\\.a.example'],
  ['C:/a/www/b.ts', 'C:/a/www/b.ts'],
])('%j shows as it is: %j', (text, shown) => {
  expect(markdownCell(text)).toBe(shown)
  expect(escaped(text)).toBe(shown)
})

it('moves no cursor', () => {
  const text = 'a\u001B[31mb\u0007\u2028c\u009B2Jd\u202Ee\u2066'
  expect(markdownCell(text)).toBe('a\ufffd\\[31mb\ufffd\ufffdc\ufffd2Jd\ufffde\ufffd')
  expect(escaped(text)).toBe(markdownCell(text))
})
