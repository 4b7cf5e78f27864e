import { jsonOf } from '../_shared/json.ts'
import type { ModelPage } from '../_shared/model-list.ts'
import { wholeNumber } from '../_shared/prices.ts'
import { modelSchema, pageSchema } from './schema.ts'

export function parse(text: string): ModelPage {
  const { data, has_more: hasMore, last_id: last } = pageSchema.parse(jsonOf(text))
  const models = data.flatMap((value) => {
    const read = modelSchema.safeParse(value)
    if (!read.success) return []
    const contextWindow = wholeNumber(read.data.max_input_tokens)
    const maxOutput = wholeNumber(read.data.max_tokens)
    const { id: model, display_name: name } = read.data
    return [
      {
        provider: 'anthropic',
        model,
        ...(name && { name }),
        ...(contextWindow && { contextWindow }),
        ...(maxOutput && { maxOutput }),
      },
    ]
  })
  return { models, next: hasMore === true && typeof last === 'string' ? { after_id: last } : null }
}
