import { z } from 'zod'

const text = z.string().nullish().catch(undefined)

export const pageSchema = z.looseObject({
  data: z.array(z.unknown()),
  has_more: z.boolean().optional().catch(undefined),
  last_id: text,
})

export const modelSchema = z.looseObject({
  id: z.string(),
  display_name: text,
  /** Not in all versions of the interface. */
  max_input_tokens: text,
  max_tokens: text,
})
