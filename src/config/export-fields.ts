import { suggest } from '../core/suggest.ts'
import { COST_FIELDS, SESSION_FIELDS } from '../plugin-sdk/fields.ts'
import type { EXPORTED_DATA } from './job-types.ts'

type Exported = (typeof EXPORTED_DATA)[number]

const NAMES: Readonly<Record<Exclude<Exported, 'report'>, readonly string[]>> = {
  costs: COST_FIELDS.map(({ name }) => name),
  sessions: SESSION_FIELDS.map(({ name }) => name),
}

/** What is wrong with a choice of fields, found before anything is read: a plugin would find it when it writes. */
export function wrongFields(
  data: Exported,
  fields: readonly string[] | undefined,
): { readonly what: string; readonly hint: string } | null {
  if (fields === undefined) return null
  if (data === 'report')
    return { what: 'a report has columns of its own', hint: 'fields are chosen of costs and of sessions' }
  const names = NAMES[data]
  const unknown = fields.find((name) => !names.includes(name))
  if (unknown === undefined) return null
  const near = suggest(unknown, names)
  return {
    what: `${data} have no field "${unknown}"${near ? `, did you mean "${near}"?` : ''}`,
    hint: `there are ${names.join(', ')}`,
  }
}
