import { join } from 'node:path'
import { tempFolder, writeText } from './folders.ts'

/** USD per million tokens. */
export interface MadeUpPrice {
  readonly input: number
  readonly output: number
  readonly read?: number
}

/** What LiteLLM would answer: `seller/model` and its price. */
export const litellmText = (prices: Readonly<Record<string, MadeUpPrice>>): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(prices).map(([name, { input, output, read }]) => {
        const [provider, ...model] = name.split('/')
        const entry = {
          litellm_provider: provider,
          mode: 'chat',
          input_cost_per_token: `${input}e-6`,
          output_cost_per_token: `${output}e-6`,
          ...(read !== undefined && { cache_read_input_token_cost: `${read}e-6` }),
          max_input_tokens: 200_000,
        }
        return [model.join('/'), entry]
      }),
    ),
  )

/** As flags of `prices sync` and `prices diff`. */
export const fromLitellm = (prices: Readonly<Record<string, MadeUpPrice>>): readonly string[] => [
  '--provider',
  'litellm',
  '--from',
  writeText(join(tempFolder(), 'litellm.json'), litellmText(prices)),
]
