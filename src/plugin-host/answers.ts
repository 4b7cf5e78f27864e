import type { CallName, Calls, HttpResponse } from '../plugin-sdk/messages.ts'
import { clean } from './logs.ts'
import { PluginError } from './plugin-error.ts'
import { maskAll } from './secrets.ts'
import type { Mask } from './secrets.ts'

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isMaybe = (kind: 'string' | 'boolean', value: unknown): boolean =>
  (value ?? null) === null || typeof value === kind
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
const listOf = (value: unknown, holds: (each: Fields) => boolean): boolean =>
  Array.isArray(value) && value.every((each) => isObject(each) && holds(each))

const isFile = (file: Fields): boolean =>
  isText(file.path) && isText(file.media_type) && isCount(file.rows) && /^[0-9a-f]{64}$/.test(String(file.sha256))
const isExport = (answer: Fields): boolean => listOf(answer.files, isFile)
const isDelivery = ({ delivered, unknown, skipped, id, detail, output }: Fields): boolean =>
  typeof delivered === 'boolean' &&
  [unknown, skipped].every((each) => isMaybe('boolean', each)) &&
  [id, detail].every((each) => isMaybe('string', each)) &&
  (output === undefined || (Array.isArray(output) && output.every(isText)))
const isView = (answer: Fields): boolean =>
  isText(answer.view_type) &&
  listOf(answer.widgets, ({ widget_type, title }) => isText(widget_type) && isText(title)) &&
  listOf(answer.actions, ({ id, label }) => isText(id) && isText(label))
const isAgentFile = ({ path, size, mtime_ms }: Fields): boolean =>
  isText(path) && isCount(size) && typeof mtime_ms === 'number'

/** Deeper is nothing that anybody means, and more than can be written as JSON again. */
const DEEPEST = 64
export const isTooDeep = (value: unknown, left = DEEPEST): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (left === 0 || Object.values(value).some((each) => isTooDeep(each, left - 1)))

/** Of what is said of a delivery, more is not kept. */
const LONGEST_DETAIL = 2_000

const HOOK_ACTIONS = ['passthrough', 'modify', 'block', 'cache_hit']

/** What has to stand in each answer; more may. */
const SHAPES: Readonly<Record<CallName, (answer: Fields) => boolean>> = {
  check: ({ ok, problems }) =>
    typeof ok === 'boolean' && listOf(problems, ({ path, message }) => isText(path) && isText(message)),
  'export/sessions': isExport,
  'export/costs': isExport,
  'export/report': isExport,
  notify: isDelivery,
  'notify/test': isDelivery,
  'agent/discover': ({ files }) => listOf(files, isAgentFile),
  'agent/scan': ({ rows, files, problems, usage }) =>
    isCount(rows) &&
    listOf(files, isAgentFile) &&
    listOf(problems, ({ detail }) => isText(detail)) &&
    (usage === undefined || Array.isArray(usage)),
  'view/render': isView,
  'view/action': isView,
  hook: ({ action }) => HOOK_ACTIONS.includes(String(action)),
}

/** The answer of a call as the types say it, or what is wrong with it. */
export function answerOf<Name extends CallName>(
  plugin: string,
  name: Name,
  response: HttpResponse,
  mask: Mask,
): Calls[Name]['answer'] {
  const fail = (failure: 'unsupported' | 'error' | 'bad-answer', message: string): never => {
    throw new PluginError(plugin, failure, message)
  }
  const { status, body } = response
  if (status === 404 || status === 405) return fail('unsupported', `it has no ${name}`)
  if (status < 200 || status > 299)
    return fail('error', `${name} failed: ${messageIn(body, mask) ?? `status ${status}`}`)
  const answer = parse(body)
  if (isTooDeep(answer)) return fail('bad-answer', `its answer to ${name} is nested more than ${DEEPEST} deep`)
  if (!isObject(answer) || !SHAPES[name](answer)) {
    return fail(
      'bad-answer',
      `its answer to ${name} is not what it should be: ${clean(mask(body ?? 'nothing').slice(0, 200))}`,
    )
  }
  return shownPart(name, answer, mask) as unknown as Calls[Name]['answer']
}

/** Files and cursors are used as they are; all else is read by people. */
function shownPart(name: CallName, answer: Fields, mask: Mask): Fields {
  if (name.startsWith('export/') || name === 'agent/discover') return answer
  if (name === 'agent/scan') return { ...answer, problems: maskAll(answer.problems, mask) }
  const shown = maskAll(answer, mask)
  return name.startsWith('notify') ? cleanDelivery(shown) : shown
}

/** It is kept in the history, and printed. */
function cleanDelivery(delivery: Fields): Fields {
  const cleaned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((line) => clean(String(line)))
    return typeof value === 'string' ? clean(value.slice(0, LONGEST_DETAIL)) : value
  }
  return Object.fromEntries(Object.entries(delivery).map(([key, value]) => [key, cleaned(value)]))
}

function messageIn(body: string | null, mask: Mask): string | null {
  const answer = parse(body)
  if (!isObject(answer)) return null
  const { error } = answer
  const message = isObject(error) ? error.message : error
  return typeof message === 'string' ? clean(mask(message).slice(0, 500)) : null
}

function parse(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '') as unknown
  } catch {
    return null
  }
}
