import type { Money } from '../../core/money.ts'
import type { Plot } from './axes.ts'
import type { Point } from './places.ts'
import type { Forecast } from './running-total.ts'
import type { Scale } from './scale.ts'

/** A running total, laid out. */
export interface Scene {
  readonly id: string
  /** From the beginning of the period on. */
  readonly curve: readonly Point[]
  readonly total: Money
  readonly budget: Money | null
  readonly forecast: Forecast | null
  readonly scale: Scale
  readonly plot: Plot
  /** Whether it is above its budget. */
  readonly over: boolean
}
