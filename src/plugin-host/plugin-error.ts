import { RimuruError } from '../core/errors.ts'
import { clean } from './logs.ts'
import type { CallFailure } from './types.ts'

/** What a plugin did wrong, in one line that names it. */
export class PluginError extends RimuruError {
  readonly plugin: string
  readonly failure: CallFailure

  constructor(plugin: string, failure: CallFailure, message: string, context: { hint?: string; cause?: unknown } = {}) {
    // It may quote the plugin.
    super('E4001', `plugin ${plugin}: ${clean(message)}`, context)
    this.name = 'PluginError'
    this.plugin = plugin
    this.failure = failure
  }
}
