import { z } from 'zod'

/** Figures as text or as numbers, which arrive as text; only what a price is made of. */
const figure = z.string()

const figures = {
  input: figure,
  output: figure,
  cacheRead: figure.optional(),
  cacheWrite5m: figure.optional(),
  cacheWrite1h: figure.optional(),
  webSearch: figure.optional(),
}

const service = z.union([z.strictObject(figures), z.strictObject({ times: figure })]).optional()

const services = { fast: service, batch: service, flex: service }

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

export const groupsSchema = z.array(z.unknown())

/** Prices that were seen on one day; without a page and a day nobody could look a price up. */
export const groupSchema = z.looseObject({ prices: z.array(z.unknown()) })

export const originSchema = z.looseObject({
  /** Where the maker publishes them. */
  page: z.url({ protocol: /^https$/ }),
  seen: day,
  /** Who has read the page or has them built in. */
  via: z.string(),
})

export const priceSchema = z.strictObject({
  model: z.string(),
  from: day.optional(),
  ...figures,
  ...services,
  tiers: z.array(z.strictObject({ promptOver: wholeNumber, ...figures, ...services })).optional(),
  aliases: z.array(z.string()).optional(),
  contextWindow: wholeNumber.optional(),
})
