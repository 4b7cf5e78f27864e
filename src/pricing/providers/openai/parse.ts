import { jsonOf } from '../_shared/json.ts'
import type { ModelPage } from '../_shared/model-list.ts'
import { modelSchema, pageSchema } from './schema.ts'

export function parse(text: string): ModelPage {
  const models = pageSchema.parse(jsonOf(text)).data.flatMap((value) => {
    const read = modelSchema.safeParse(value)
    return read.success ? [{ provider: 'openai', model: read.data.id }] : []
  })
  return { models, next: null }
}
