import { createPicker, values } from '../_shared/kernel/picker.ts'
import { KNOWN_FIELDS } from './usage.ts'

const usage = { strict: true, fields: values([...KNOWN_FIELDS]) }

/** The lines that matter, and what is read of them. A usage field that is not known yet is worth a look at the whole. */
export const rolloutRow = createPicker({
  fields: {
    timestamp: 'time',
    type: { among: ['session_meta', 'turn_context', 'token_*'] },
    ordinal: null,
    payload: {
      fields: {
        // Of an `event_msg`.
        type: { among: ['token_*', 'task_started', 'task_complete', 'turn_aborted', 'thread_settings_applied'] },
        ...values(['id', 'timestamp', 'cwd', 'source', 'thread_source', 'model_provider', 'history_mode']),
        ...values(['forked_from_id', 'parent_thread_id', 'subagent_history_start_ordinal']),
        ...values(['turn_id', 'started_at', 'model', 'error', 'thread_id', 'response_id']),
        git: { fields: values(['branch']) },
        thread_settings: { fields: values(['model', 'model_provider_id', 'service_tier']) },
        info: { fields: { ...values(['model', 'model_name']), total_token_usage: usage, last_token_usage: usage } },
        usage,
        thread_token_usage: usage,
      },
    },
  },
})
