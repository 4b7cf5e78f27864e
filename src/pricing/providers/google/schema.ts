import { z } from 'zod'

const text = z.string().nullish().catch(undefined)

export const pageSchema = z.looseObject({ models: z.array(z.unknown()), nextPageToken: text })

export const modelSchema = z.looseObject({
  /** `models/gemini-...` */
  name: z.string(),
  displayName: text,
  inputTokenLimit: text,
  outputTokenLimit: text,
  supportedGenerationMethods: z.array(z.string()).optional().catch(undefined),
  thinking: z.boolean().optional().catch(undefined),
})
