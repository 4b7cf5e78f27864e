export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values, no median')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** What one run of a program took. */
export interface Sample {
  /** Seconds. */
  readonly wall: number
  /** Seconds in user and kernel mode, over all threads. */
  readonly cpu: number
  /** Bytes at the highest point. */
  readonly peak: number
}

export const medians = (samples: readonly Sample[]): Sample => ({
  wall: median(samples.map((sample) => sample.wall)),
  cpu: median(samples.map((sample) => sample.cpu)),
  peak: median(samples.map((sample) => sample.peak)),
})

export const ratios = (of: Sample, to: Sample): Sample => ({
  wall: of.wall / to.wall,
  cpu: of.cpu / to.cpu,
  peak: of.peak / to.peak,
})
