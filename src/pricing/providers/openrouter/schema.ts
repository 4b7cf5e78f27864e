import { z } from 'zod'

/** Numbers arrive as text, as most of them are written. */
const text = z.string().nullish().catch(undefined)

export const listSchema = z.object({ data: z.array(z.unknown()) })

const hour = z
  .string()
  .regex(/^\d{1,4}$/)
  .nullish()

export const overrideSchema = z.looseObject({
  min_prompt_tokens: z.string().nullish(),
  utc_start: hour,
  utc_end: hour,
  utc_days: z.array(z.string()).nullish(),
})

export type Override = z.infer<typeof overrideSchema>

export const pricingSchema = z.looseObject({ overrides: z.array(overrideSchema).nullish() })

export const modelSchema = z.object({
  id: z.string(),
  canonical_slug: text,
  name: text,
  context_length: text,
  top_provider: z.object({ max_completion_tokens: text }).optional().catch(undefined),
  supported_parameters: z.array(z.string()).optional().catch(undefined),
  pricing: z.unknown().optional(),
})

export type OpenRouterModel = z.infer<typeof modelSchema>
