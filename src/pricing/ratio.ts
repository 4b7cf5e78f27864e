/** Factors are kept as fractions and multiplied out, so that a rate is rounded once. */
export interface Ratio {
  readonly over: bigint
  readonly under: bigint
}

export const ONE: Ratio = { over: 1n, under: 1n }

export const times = (...ratios: readonly Ratio[]): Ratio => ({
  over: ratios.reduce((product, ratio) => product * ratio.over, 1n),
  under: ratios.reduce((product, ratio) => product * ratio.under, 1n),
})
