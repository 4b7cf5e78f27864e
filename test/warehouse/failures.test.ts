import { expect, it } from 'vitest'
import { RimuruError } from '../../src/core/errors.ts'
import { explained, explainedOwn } from '../../src/warehouse/failures.ts'
import { isOutOfMemory } from '../../src/warehouse/open.ts'

it.each([
  // As DuckDB 1.5.5 said them of a full disk, a file with other bytes in it, and a .wal of another file.
  [
    'FATAL Error: Failed: database has been invalidated because of a previous fatal error. The database must be restarted prior to being used again.\n' +
      'Original error: "Failed to create checkpoint because of error: Could not write file "/state/warehouse.duckdb": No space left on device"',
    'the disk is full: Failed to create checkpoint because of error: Could not write file "/state/warehouse.duckdb": No space left on device',
  ],
  [
    'IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 3',
    'the warehouse is damaged: IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 3',
  ],
  [
    'INTERNAL Error: Failure while replaying WAL file "/state/warehouse.duckdb.wal": Calling DatabaseManager\nStack',
    'the warehouse and its .wal do not belong together: INTERNAL Error: Failure while replaying WAL file "/state/warehouse.duckdb.wal": Calling DatabaseManager',
  ],
])('says of what DuckDB cannot help what it is and what to do', (message, told) => {
  const error = explained(new Error(message))
  expect(error).toBeInstanceOf(RimuruError)
  expect(error).toMatchObject({ code: 'E1001', message: told, hint: expect.stringMatching(/\w{3}/) })
})

it('leaves what Rimuru did wrong as it is', () => {
  for (const name of ['inptu', 'corrupt', 'checksum']) {
    const error = new Error(`Binder Error: Referenced column "${name}" not found`)
    expect(explained(error)).toBe(error)
  }
})

it.each([
  "Conversion Error: Type INT128 with value 9907919180215090100 can't be cast because the value is out of range for the destination type INT64 when casting from source column sum(input)",
  'Out of Range Error: Overflow in addition of INT64 (5404319552844595200 + 5404319552844594600)!',
])('says how to find the records whose counts cannot be added up', (message) => {
  const error = new Error(message)
  expect(explainedOwn(error)).toMatchObject({
    code: 'E1002',
    message: 'the token counts of some records are too large to be added up',
    hint: expect.stringContaining('order by input_tokens + output_tokens desc'),
  })
  // In a query of the user's anything may be too large.
  expect(explained(error)).toBe(error)
})

it('still knows that memory was short', () => {
  const short = new Error('Out of Memory Error: failed to pin block of size 256.0 KiB')
  expect([isOutOfMemory(short), isOutOfMemory(explained(short))]).toEqual([true, true])
  expect(isOutOfMemory(explained(new Error('IO Error: Could not read')))).toBe(false)
})
