import type { Io } from '../../io.ts'
import type { ExplainHead, ExplainWriter } from './writer.ts'

/** One document, written as the records come. */
export function jsonWriter(head: ExplainHead, io: Io): ExplainWriter {
  const { period, ...rest } = head
  let count = 0
  io.out(`{\n  "schema_version": 1,\n  "kind": "explain",\n  "period": ${indent(period)},\n  "records": [`)
  return {
    record(record) {
      io.out(`${count === 0 ? '' : ','}\n    ${JSON.stringify(record)}`)
      count += 1
    },
    end() {
      const fields = Object.entries(rest).map(([name, value]) => `,\n  "${name}": ${indent(value)}`)
      io.out(`${count === 0 ? '' : '\n  '}]${fields.join('')}\n}\n`)
    },
  }
}

const indent = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')
