import { createPicker, values } from '../_shared/kernel/picker.ts'
import { KNOWN_FIELDS } from './usage.ts'

const usage = { strict: true, fields: values([...KNOWN_FIELDS]) }

/** What is read of the lines that matter. A usage field that is not known yet is worth a look at the whole. */
export const rolloutRow = createPicker({
  fields: {
    timestamp: 'time',
    ...values(['type', 'ordinal']),
    payload: {
      fields: {
        ...values(['type', 'id', 'timestamp', 'cwd', 'source', 'thread_source', 'model_provider', 'history_mode']),
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
