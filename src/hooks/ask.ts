import { messageOf, RimuruError } from '../core/errors.ts'
import type { Calls } from '../plugin-sdk/messages.ts'
import type { HookResult } from '../plugin-sdk/types.ts'
import { answerOf } from './answer.ts'
import type { Records } from './records.ts'
import type { HookFailure, PreparedHook } from './types.ts'

type Asked = { readonly answer: HookResult } | { readonly failure: HookFailure }

/** Rejects only when the run is interrupted. */
export async function askHook(
  hook: PreparedHook,
  body: Calls['hook']['body'],
  { records, signal }: { readonly records: Records; readonly signal: AbortSignal },
): Promise<Asked> {
  const { plugin, ring, timeoutMs, failPolicy } = hook
  signal.throwIfAborted()
  const began = performance.now()
  try {
    const answer = answerOf(await plugin.call('hook', body, { timeoutMs, signal }))
    const ignored = ring === 'background' && answer.action !== 'passthrough'
    records.add(hook, body.hook, ignored ? 'ignored' : answer.action, performance.now() - began)
    return { answer }
  } catch (error) {
    signal.throwIfAborted()
    records.add(hook, body.hook, 'failed', performance.now() - began)
    const closed = failPolicy === 'closed'
    return { failure: { plugin: plugin.id, event: body.hook, ...wordsOf(error, plugin.id), closed } }
  }
}

/** What a running plugin throws names it already. */
const wordsOf = (error: unknown, plugin: string): Pick<HookFailure, 'message' | 'hint'> =>
  error instanceof RimuruError
    ? { message: error.message, hint: error.hint ?? null }
    : { message: `plugin ${plugin}: ${messageOf(error)}`, hint: null }
