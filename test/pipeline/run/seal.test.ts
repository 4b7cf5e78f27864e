import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isSealed, JSON_SEAL, PAGE_SEAL, sealed } from '../../../src/pipeline/run/seal.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'

const document = (cost: string): string => `${JSON.stringify({ cost, seal: JSON_SEAL }, null, 2)}\n`
const page = (cost: string): string => `# Reports\n\n${cost}\n\n${PAGE_SEAL}\n`

it.each([
  ['a document', document('1.5')],
  ['a page', page('$1.50')],
])('knows %s for its own, and not once anything in it was changed', (_, text) => {
  const path = writeText(join(tempFolder(), 'file'), sealed(text))
  expect(isSealed(path)).toBe(true)
  const written = readFileSync(path, 'utf8')
  expect(written).toMatch(/sha256:[0-9a-f]{64}/)
  expect(written).not.toContain('0'.repeat(64))
  for (const changed of [written.replace('1.5', '1.6'), `${written}\n`, written.replace(/sha256:./, 'sha256:x')]) {
    expect(changed).not.toBe(written)
    writeFileSync(path, changed)
    expect(isSealed(path)).toBe(false)
  }
})

it('seals the same text in the same way, and another in another', () => {
  expect(sealed(page('a'))).toBe(sealed(page('a')))
  expect(sealed(page('a')).split('sha256:')[1]).not.toBe(sealed(page('b')).split('sha256:')[1])
})

it('knows nothing without a seal, and nothing that is not there', () => {
  const folder = tempFolder()
  expect(isSealed(writeText(join(folder, 'plain.md'), '# Reports\n'))).toBe(false)
  expect(isSealed(writeText(join(folder, 'open.md'), page('$1.50')))).toBe(false)
  expect(isSealed(join(folder, 'none.md'))).toBe(false)
  expect(isSealed(folder)).toBe(false)
})
