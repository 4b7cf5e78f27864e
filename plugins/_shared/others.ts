/** How many things the rows of these names stand for: the last of a table may be the sum of all others, and says of how many. */
export function countOf(names: readonly string[]): number {
  const [, others] = /^(\d+) others$/.exec(names.at(-1) ?? '') ?? []
  return others === undefined ? names.length : names.length - 1 + Number(others)
}
