import { expect, it } from 'vitest'
import { openDimension } from '../../src/warehouse/dimensions.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'

it.each([
  ['plain', 'main'],
  ['with a quote', "it's"],
  ['empty', ''],
  ['that begins with a byte order mark', '\ufeffmain'],
  ['with half a character at its end, where somebody has cut it', 'main\ud83d'],
])('knows a name %s again in the next load', async (_, name) => {
  const { db, close } = await openWarehouse(':memory:')
  try {
    const first = await openDimension(db, 'branch', ['name'])
    const id = first.idOf([name])
    first.save()
    const second = await openDimension(db, 'branch', ['name'])
    expect(second.idOf([name])).toBe(id)
    second.save()
    expect((await db.runAndReadAll('select count(*)::integer from branch')).getRows()).toEqual([[1]])
  } finally {
    close()
  }
})
