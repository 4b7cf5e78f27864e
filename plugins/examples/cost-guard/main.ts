import { defineHook, servePlugin } from 'rimuru/plugin-sdk'
import type { HookResult, Json } from 'rimuru/plugin-sdk'

const PLACES = 18

/** Money is compared as whole numbers: a float would be off where it matters, at the limit. */
function unitsOf(usd: string): bigint {
  const [whole = '', fraction = ''] = usd.split('.')
  return BigInt(whole + fraction.padEnd(PLACES, '0'))
}

const fieldOf = (data: Json, name: string): string | null => {
  const value = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, Json>>)[name] : null
  return typeof value === 'string' ? value : null
}

function guard(cost: string, limit: string): HookResult {
  if (unitsOf(cost) > unitsOf(limit)) {
    const message = `$${cost} is more than the limit of $${limit}`
    return { action: 'block', status_code: 402, error_type: 'cost_limit', message }
  }
  // Hooks that come later may read this; a plugin writes only keys that begin with its own name.
  return { action: 'passthrough', metadata: { 'cost-guard.limit_usd': limit } }
}

await servePlugin(
  defineHook({
    id: 'cost-guard',
    name: 'Cost guard example',
    version: '0.1.0',
    hooks: ['SessionStart', 'CostThreshold'],
    handle(hook, data, _metadata, ctx) {
      if (hook === 'SessionStart') {
        ctx.log('info', `session ${fieldOf(data, 'id') ?? '?'} of ${fieldOf(data, 'agent_id') ?? '?'} started`)
        return { action: 'passthrough' }
      }
      const cost = fieldOf(data, 'cost_usd')
      return cost === null ? { action: 'passthrough' } : guard(cost, String(ctx.config.limit_usd))
    },
  }),
)
