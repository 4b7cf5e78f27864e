import { anthropic } from './anthropic/index.ts'
import { google } from './google/index.ts'
import { litellm } from './litellm/index.ts'
import { modelsDev } from './models-dev/index.ts'
import { openai } from './openai/index.ts'
import { openrouter } from './openrouter/index.ts'
import type { PriceProvider } from './provider.ts'

/** In the order in which they are asked where the config names none. */
export const PROVIDERS: readonly PriceProvider[] = [anthropic, openai, google, openrouter, litellm, modelsDev]
