import { z } from 'zod'

/** Numbers arrive as text. */
const flag = z.boolean().optional().catch(undefined)
const unknown = z.unknown().optional()

export const listSchema = z.record(z.string(), z.unknown())

export const sellerSchema = z.object({ models: z.record(z.string(), z.unknown()) })

export const costSchema = z.looseObject({
  tiers: z.array(z.looseObject({ tier: z.looseObject({ type: z.string(), size: z.string() }) })).nullish(),
  context_over_200k: z.looseObject({}).nullish(),
})

export type Cost = z.infer<typeof costSchema>

export const modelSchema = z.object({
  name: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  attachment: flag,
  reasoning: flag,
  tool_call: flag,
  structured_output: flag,
  limit: z.object({ context: unknown, output: unknown }).optional().catch(undefined),
  cost: unknown,
  experimental: z
    .object({ modes: z.object({ fast: z.object({ cost: unknown }).optional() }).optional() })
    .optional()
    .catch(undefined),
})

export type ModelsDevModel = z.infer<typeof modelSchema>
