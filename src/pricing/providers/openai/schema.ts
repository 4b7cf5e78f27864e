import { z } from 'zod'

/** Names alone: the interface tells neither windows nor prices. */
export const pageSchema = z.looseObject({ data: z.array(z.unknown()) })

export const modelSchema = z.looseObject({ id: z.string() })
