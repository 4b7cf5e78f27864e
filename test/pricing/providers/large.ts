/** Lists of the shape and size of the real ones, the same on every call. */

const SELLERS = [
  'anthropic',
  'openai',
  'azure',
  'bedrock_converse',
  'vertex_ai-language-models',
  'gemini',
  'mistral',
  'xai',
]

/** As LiteLLM's: 4,000 models in 1.6 MB, with the fields of tiers, services and abilities where models have them. */
export function largeLitellm(): string {
  const models = Array.from({ length: 4000 }, (_, i): readonly [string, object] => {
    // Hundredths of a millionth of a dollar, in as many notations as there are sizes of numbers.
    const price = (times: number): number => Number(`${((i % 90) + 1) * times}e-8`)
    const provider = SELLERS[i % SELLERS.length]!
    return [
      `${provider.split('-')[0]}/model-${i}`,
      {
        ...(i % 3 === 0 && {
          cache_creation_input_token_cost: price(12.5),
          cache_read_input_token_cost: price(1),
          input_cost_per_token_batches: price(5),
          output_cost_per_token_batches: price(25),
        }),
        ...(i % 10 === 0 && {
          input_cost_per_token_above_200k_tokens: price(20),
          output_cost_per_token_above_200k_tokens: price(75),
          input_cost_per_token_priority: price(20),
          output_cost_per_token_priority: price(100),
        }),
        input_cost_per_token: price(10),
        output_cost_per_token: price(50),
        litellm_provider: provider,
        max_input_tokens: 128_000,
        max_output_tokens: 16_384,
        max_tokens: 16_384,
        mode: i % 8 === 7 ? 'embedding' : 'chat',
        supports_function_calling: true,
        supports_vision: i % 3 === 0,
      },
    ]
  })
  return JSON.stringify(Object.fromEntries([['sample_spec', { mode: 'chat' }], ...models]), null, 2)
}

/** As models.dev's: 100 sellers of 30 models. */
export function largeModelsDev(): string {
  const sellers = Array.from({ length: 100 }, (_, seller) => {
    const models = Array.from({ length: 30 }, (_each, i) => {
      const cost = { input: i + 0.25, output: (i + 1) * 1.5, cache_read: (i + 1) / 40 }
      const long = { ...cost, input: 2 * cost.input, tier: { type: 'context', size: 272_000 } }
      return [
        `model-${i}`,
        {
          id: `model-${i}`,
          name: `Model ${i}`,
          attachment: true,
          reasoning: i % 2 === 0,
          tool_call: true,
          temperature: false,
          knowledge: '2025-08-31',
          release_date: '2026-03-05',
          last_updated: '2026-03-05',
          modalities: { input: ['text', 'image'], output: ['text'] },
          open_weights: false,
          limit: { context: 400_000, input: 272_000, output: 128_000 },
          cost: i % 4 === 0 ? { ...cost, context_over_200k: cost, tiers: [long] } : cost,
        },
      ] as const
    })
    return [`seller-${seller}`, { id: `seller-${seller}`, env: ['KEY'], models: Object.fromEntries(models) }] as const
  })
  return JSON.stringify(Object.fromEntries(sellers))
}

/** As OpenRouter's: 500 models with descriptions. */
export function largeOpenRouter(): string {
  const data = Array.from({ length: 500 }, (_, i) => ({
    id: `maker-${i % 40}/model-${i}`,
    canonical_slug: `maker-${i % 40}/model-${i}-20260101`,
    name: `Model ${i}`,
    created: 1_759_161_676,
    description: 'What it is good at, in some sentences. '.repeat(12),
    context_length: 131_072,
    architecture: {
      modality: 'text->text',
      input_modalities: ['text'],
      output_modalities: ['text'],
      tokenizer: 'Other',
    },
    pricing: {
      prompt: `0.00000${(i % 9) + 1}`,
      completion: `0.0000${(i % 9) + 1}`,
      request: '0',
      internal_reasoning: '0',
      ...(i % 3 === 0 && { overrides: [{ min_prompt_tokens: 200_001, prompt: '0.00002', completion: '0.0002' }] }),
    },
    top_provider: { context_length: 131_072, max_completion_tokens: 32_768, is_moderated: false },
    supported_parameters: ['max_tokens', 'temperature', 'tools', 'tool_choice', 'reasoning', 'top_p'],
  }))
  return JSON.stringify({ data })
}
