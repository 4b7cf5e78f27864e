import { addView } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { Moment } from '../moment.ts'
import { input, MOST_SLOTS, numbers, PLAN, scan, slots, viewsOf } from './kernel.ts'

/**
 * The fields that are wanted of an object. `strict`: a field that is not named here makes the whole line be parsed. A shape
 * with a choice anywhere in it wants only those lines where one is met.
 */
export interface Shape {
  readonly fields: Readonly<Record<string, Shape | Choice | 'time' | null>>
  readonly strict?: boolean
}

/** A text that makes a line wanted. Of at most 30 bytes each; one that ends with a star only begins like that. */
export interface Choice {
  readonly among: readonly string[]
}

/** Fields that are taken as they are; one that is a `time` and written as most are becomes a `Moment`. */
export const values = (names: readonly string[]): Record<string, null> =>
  Object.fromEntries(names.map((name) => [name, null]))

export interface Picker {
  /**
   * The record that was found last, its wanted fields as JSON.parse would give them. It is a view: the next one changes it, and
   * nothing is made of fields that nobody asks for.
   */
  readonly row: JsonObject
  /** Goes on in the input to the next line that is wanted, or has to be looked at. What it says is in `found` too. */
  scan(from: number, to: number): number
}

/** What a scan has found: nothing more, a wanted record, a line to be parsed as a whole, no record as it stands. */
export const FOUND = { nothing: 0, record: 1, unusual: 2, odd: 3 } as const

const NODE_SIZE = 2048
const MOST_NODES = 32
const LONGEST_CHOICE = 30
/** In place of a node: see `assembly/fields.ts`. */
const A_TIME = -2
const A_CHOICE = -3
const KIND = {
  none: 0,
  text: 1,
  escaped: 2,
  wide: 3,
  whole: 4,
  number: 5,
  true: 6,
  false: 7,
  null: 8,
  object: 9,
  list: 10,
  emptyList: 11,
  time: 12,
  small: 13,
} as const

let nextNode = 0
let nextSlot = 0

export function createPicker(shape: Shape): Picker {
  const low = nextSlot
  const node = nextNode
  const row = layOut(shape)
  const high = nextSlot
  if (nextNode > MOST_NODES || nextSlot > MOST_SLOTS) throw new Error('more shapes than the kernel has room for')
  if (!hasChoice(shape)) viewsOf(0).bytes[PLAN + node * NODE_SIZE + 1933] = 1
  return { row, scan: (from, to) => scan(from, to, node, low, high) }
}

const hasChoice = ({ fields }: Shape): boolean =>
  Object.values(fields).some((inner) => isChoice(inner) || (isShape(inner) && hasChoice(inner)))

type Field = Shape['fields'][string]

const isChoice = (field: Field): field is Choice => typeof field === 'object' && field !== null && 'among' in field
const isShape = (field: Field): field is Shape => typeof field === 'object' && field !== null && 'fields' in field

/** Reads a slot as JSON.parse would have it, but for a time. */
function reader(slot: number, inner: JsonObject | null): () => unknown {
  const at = slot * 6
  const time = new Moment()
  let text = ''
  let version = -1
  return () => {
    const kind = slots[at]!
    switch (kind) {
      case KIND.none:
        return undefined
      case KIND.text:
      case KIND.wide:
        // Most texts are those of the row before.
        if (slots[at + 3] !== version) {
          version = slots[at + 3]!
          text = input.toString(kind === KIND.wide ? 'utf8' : 'latin1', slots[at + 1], slots[at + 2])
        }
        return text
      // A number out of an array of floats would be an object of its own wherever it is kept.
      case KIND.small:
        return slots[at + 3]
      case KIND.whole:
        return numbers[slot * 3 + 2]
      case KIND.true:
        return true
      case KIND.false:
        return false
      case KIND.null:
        return null
      case KIND.time:
        time.ms = numbers[slot * 3 + 2]!
        return time
      case KIND.emptyList:
        return []
      case KIND.object:
        if (inner) return inner
    }
    const quotes = kind === KIND.escaped ? 1 : 0
    return JSON.parse(input.toString('utf8', slots[at + 1]! - quotes, slots[at + 2]! + quotes)) as unknown
  }
}

/** Lays a shape out as the kernel reads it (see `find` in `assembly/fields.ts`), and makes the view of what it finds. */
function layOut(shape: Shape): JsonObject {
  const node = nextNode
  nextNode += 1
  const base = PLAN + node * NODE_SIZE
  const first = nextSlot
  const view: object = {}
  for (const [index, [name, inner]] of Object.entries(shape.fields).entries()) {
    const slot = nextSlot
    nextSlot += 1
    const child = isShape(inner)
      ? nextNode
      : isChoice(inner)
        ? A_CHOICE - writeChoice(inner)
        : inner === 'time'
          ? A_TIME
          : -1
    const innerView = isShape(inner) ? layOut(inner) : null
    writeEntry(base, index, name, child, slot)
    Object.defineProperty(view, name, { get: reader(slot, innerView) })
  }
  const memory = new DataView(viewsOf(0).bytes.buffer)
  memory.setUint16(base + 1928, first, true)
  memory.setUint16(base + 1930, nextSlot, true)
  memory.setUint8(base + 1932, shape.strict ? 1 : 0)
  // As a prototype it is fast: the views of several shapes begin alike, and V8 makes tables of those that come later.
  const found = Object.create(view) as JsonObject
  addView(found)
  return found
}

/** The number of a node that lists the texts, as `isAmong` in `assembly/fields.ts` reads them. */
function writeChoice({ among }: Choice): number {
  const node = nextNode
  nextNode += 1
  const { bytes } = viewsOf(0)
  const base = PLAN + node * NODE_SIZE
  bytes[base] = among.length
  for (const [index, text] of among.entries()) {
    const entry = base + 32 + index * 32
    const isStart = text.endsWith('*')
    const own = Buffer.from(isStart ? text.slice(0, -1) : text)
    if (own.length > LONGEST_CHOICE) throw new Error(`a choice of more than ${LONGEST_CHOICE} bytes: ${text}`)
    bytes[entry] = own.length
    bytes[entry + 1] = isStart ? 1 : 0
    bytes.set(own, entry + 2)
  }
  return node
}

function writeEntry(base: number, index: number, name: string, child: number, slot: number): void {
  const { bytes } = viewsOf(0)
  const text = Buffer.from(name, 'latin1')
  const memory = new DataView(bytes.buffer)
  const entry = base + 128 + index * 56
  memory.setUint16(entry, text.length, true)
  memory.setInt16(entry + 2, child, true)
  memory.setInt16(entry + 4, slot, true)
  bytes.set(text, entry + 8)
  let bucket = (text.length * 5 + text[0]! + text[text.length - 1]! * 3) & 63
  while (bytes[base + bucket] !== 0) bucket = (bucket + 1) & 63
  bytes[base + bucket] = index + 1
}
