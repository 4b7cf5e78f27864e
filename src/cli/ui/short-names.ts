/** The start of each id that no other known id shares, and never less than eight characters. */
export function shortIds(known: readonly string[]): (id: string) => string {
  const sorted = [...new Set(known)].sort()
  const lengths = new Map<string, number>()
  sorted.forEach((id, i) => {
    const shared = Math.max(sharedStart(id, sorted[i - 1] ?? ''), sharedStart(id, sorted[i + 1] ?? ''))
    lengths.set(id, Math.max(LEAST, shared + 1))
  })
  return (id) => {
    const length = lengths.get(id) ?? id.length
    // A dash at the end reads like a mistake.
    return id.slice(0, id[length - 1] === '-' ? length + 1 : length)
  }
}

const LEAST = 8

function sharedStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1
  return length
}

/** The last folder of each path, with as many above it as it takes to tell it from the others: `client-a/api`. */
export function shortPaths(paths: readonly string[]): (path: string) => string {
  const names = new Map<string, string>()
  let open = [...new Set(paths)]
  for (let depth = 1; open.length > 0; depth += 1) {
    const byName = Map.groupBy(open, (path) => endOf(path, depth))
    open = []
    for (const [name, same] of byName) {
      const [only] = same
      if (same.length === 1) names.set(only!, name)
      else if (same.every((path) => endOf(path, depth + 1) === name)) for (const path of same) names.set(path, path)
      else open.push(...same)
    }
  }
  return (path) => names.get(path) ?? path
}

/** Windows paths have the other separator. */
const endOf = (path: string, depth: number): string => {
  const parts = path.split(/[/\\]/).filter((part) => part !== '')
  return parts.length === 0 ? path : parts.slice(-depth).join('/')
}
