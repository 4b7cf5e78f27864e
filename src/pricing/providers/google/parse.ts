import { jsonOf } from '../_shared/json.ts'
import type { ModelPage } from '../_shared/model-list.ts'
import { wholeNumber } from '../_shared/prices.ts'
import { modelSchema, pageSchema } from './schema.ts'

export function parse(text: string): ModelPage {
  const { models, nextPageToken } = pageSchema.parse(jsonOf(text))
  return { models: models.flatMap(modelIn), next: nextPageToken ? { pageToken: nextPageToken } : null }
}

function modelIn(value: unknown) {
  const read = modelSchema.safeParse(value)
  // Embeddings and pictures are made in other ways and not sold by tokens of text.
  if (!read.success || read.data.supportedGenerationMethods?.includes('generateContent') === false) return []
  const { name, displayName, inputTokenLimit, outputTokenLimit, thinking } = read.data
  const contextWindow = wholeNumber(inputTokenLimit)
  const maxOutput = wholeNumber(outputTokenLimit)
  return [
    {
      provider: 'google',
      model: name.replace(/^models\//, ''),
      ...(displayName && { name: displayName }),
      ...(contextWindow && { contextWindow }),
      ...(maxOutput && { maxOutput }),
      ...(thinking && { capabilities: ['thinking'] }),
    },
  ]
}
