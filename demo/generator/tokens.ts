/** Classes do not overlap; reasoning is a part of output. */
export interface Tokens {
  requests: number
  input: number
  output: number
  cacheRead: number
  cacheWrite5m: number
  cacheWrite1h: number
  reasoning: number
}

export const noTokens = (): Tokens => ({
  requests: 0,
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
})

export function add(to: Tokens, more: Tokens): void {
  for (const key of Object.keys(to) as (keyof Tokens)[]) to[key] += more[key]
}
