import { z } from 'zod'

/** Numbers arrive as text. What is not named here stays as it is: prices are found by the form of their names. */
const text = z.string().optional().catch(undefined)
const fields = z.record(z.string(), z.unknown())

export const listSchema = z.record(z.string(), z.unknown())

export const modelSchema = z.object({
  litellm_provider: z.string(),
  mode: text,
  max_input_tokens: text,
  max_output_tokens: text,
  deprecation_date: text,
})

export type LitellmModel = z.infer<typeof modelSchema>

/** Prices for spans of prompt sizes: `range` has the tokens they begin after and end with. */
export const tieredSchema = z.array(z.looseObject({ range: z.tuple([z.string()]).rest(z.unknown()) })).nullish()

const hours = z.union([z.string(), z.array(z.string())])

export const offPeakSchema = z.looseObject({
  hours_utc: hours.optional(),
  windows: z.array(z.object({ hours_utc: hours, weekdays: z.array(z.string()).optional() })).optional(),
  weekday_timezone: z.string().optional(),
})

export const periodsSchema = z.array(
  z.looseObject({ effective_from: z.string(), effective_until: z.string().nullish() }),
)

export const factorsSchema = fields.optional().catch(undefined)
