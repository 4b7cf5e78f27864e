/**
 * The candidate that a mistyped word most likely meant, or null when none is near. The first of equally near ones wins.
 * Else the only one that it is a part of: `claude` of `claude-code`, `berlin` of `Europe/Berlin`.
 */
export const suggest = (word: string, candidates: Iterable<string>): string | null => {
  let best: string | null = null
  let bestDistance = Infinity
  const lower = word.toLowerCase()
  const whole: string[] = []
  for (const candidate of candidates) {
    if (lower.length > 1 && hasPart(candidate.toLowerCase(), lower)) whole.push(candidate)
    const limit = Math.min(nearEnough(word, candidate), bestDistance - 1)
    if (Math.abs(word.length - candidate.length) > limit) continue
    const distance = editDistance(lower, candidate.toLowerCase())
    if (distance > limit) continue
    best = candidate
    bestDistance = distance
  }
  return best ?? (whole.length === 1 ? whole[0]! : null)
}

const hasPart = (candidate: string, part: string): boolean =>
  ['-', '/'].some((between) => candidate.split(between).includes(part))

/** One mistake in three letters still reads as the same word; a word of one letter resembles nothing. */
const nearEnough = (a: string, b: string): number => {
  const length = Math.max(a.length, b.length)
  return length < 2 ? 0 : Math.max(1, Math.floor(length / 3))
}

/** Damerau-Levenshtein (optimal string alignment): insert, delete, replace, or swap two neighbours, one each. */
export const editDistance = (a: string, b: string): number => {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let distance = Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1)
      if (isSwap(a, b, i, j)) distance = Math.min(distance, beforePrevious[j - 2]! + 1)
      current.push(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}

const isSwap = (a: string, b: string, i: number, j: number): boolean =>
  i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
