import type { Paint } from './paint.ts'

/** Named values, one a line, the values under each other. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[], style: Paint): string {
  const width = Math.max(...facts.map(([name]) => name.length))
  return facts.map(([name, value]) => `${style.dim(name.padEnd(width))}  ${value}\n`).join('')
}
