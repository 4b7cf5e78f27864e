export interface Fifo<Item> {
  readonly length: number
  push(item: Item): void
  shift(): Item | undefined
  /** Takes all that is left. */
  drain(): Item[]
}

/** First in, first out. An array moves all that is left with each `shift` once it is long. */
export function createFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = []
  let first = 0
  return {
    get length() {
      return items.length - first
    },
    push(item) {
      items.push(item)
    },
    shift() {
      if (first === items.length) return undefined
      const item = items[first]
      items[first] = undefined
      first += 1
      if (first > 32 && first * 2 >= items.length) {
        items = items.slice(first)
        first = 0
      }
      return item
    },
    drain() {
      const left = items.slice(first) as Item[]
      items = []
      first = 0
      return left
    },
  }
}
