/** A rectangle of a drawing. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** What is drawn already. */
export interface Taken {
  /** Where a text cannot be: on another one, outside of the picture. */
  readonly forbidden: readonly Box[]
  /** Where it should not be: on a line. */
  readonly unwanted: readonly Box[]
}

/** The first place that hides nothing, else the one that hides least. */
export function freePlace<Place extends Box>(
  places: readonly [Place, ...Place[]],
  { forbidden, unwanted }: Taken,
): Place {
  const hidden = (place: Place): number =>
    forbidden.filter((box) => overlap(place, box)).length * (unwanted.length + 1) +
    unwanted.filter((box) => overlap(place, box)).length
  return places.reduce((best, place) => (hidden(place) < hidden(best) ? place : best))
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** A line as small boxes, which leave the space above and below it free. */
export function boxesAlong(from: Point, to: Point, thickness: number): Box[] {
  const count = Math.max(1, Math.ceil(Math.abs(to.x - from.x) / 16))
  return Array.from({ length: count }, (_, index) => {
    const [a, b] = [index / count, (index + 1) / count]
    const [y1, y2] = [from.y + (to.y - from.y) * a, from.y + (to.y - from.y) * b]
    const x = from.x + (to.x - from.x) * a
    return {
      x,
      y: Math.min(y1, y2) - thickness / 2,
      width: (to.x - from.x) * (b - a),
      height: Math.abs(y2 - y1) + thickness,
    }
  })
}
