import { keyAt, keyOf, makeRoom, NEW, stands } from './keys'
import { INPUT, PLAN, SLOTS } from './layout'
import { blank, endLineAt, escaped, isDigit, lineEnd, number, QUOTE, skip, text, wide } from './texts'
import { TIME_LENGTH, timeAt } from './time'

/** The last text of each slot, 128 bytes each: version u32, length u32, bytes. */
const LAST: usize = 262144
const LONGEST_LAST: i32 = 120

const DEEPEST: i32 = 100

const OPEN: u8 = 123
const CLOSE: u8 = 125
const OPEN_LIST: u8 = 91
const CLOSE_LIST: u8 = 93
const COMMA: u8 = 44
const COLON: u8 = 58

/** Something stands in the record that the host has to look at itself. */
export let unusual: bool = false
/** The record is one of those that its shape wants. */
export let wanted: bool = false
let depth: i32 = 0

/**
 * Reads the object at p, which ends somewhere before `end`, and notes what a node of the plan asks for. Returns where it ends,
 * or 0 for what is no object. A slot is (kind u32, start u32, end u32, version u32, value f64). The version of a text changes
 * when the text does; in its place a small number stands once more.
 */
export function record(p: usize, end: usize, node: i32, low: i32, high: i32): usize {
  clearSlots(low, high)
  unusual = false
  wanted = load<u8>(PLAN + <usize>node * 2048 + 1933) != 0
  depth = 0
  endLineAt(end)
  makeRoom()
  return load<u8>(p) == OPEN ? object(p, node, <u32>(node + 1)) : 0
}

function clearSlots(low: i32, high: i32): void {
  const end = SLOTS + <usize>high * 24
  for (let at = SLOTS + <usize>low * 24; at < end; at += 24) store<u32>(at, 0)
}

/** What is left to do for a record that is wanted: which texts are others than before, and what times they tell. */
export function fillSlots(low: i32, high: i32): void {
  for (let slot = low; slot < high; slot += 1) {
    const at = SLOTS + <usize>slot * 24
    let kind = load<u32>(at)
    if (kind == 0 || (kind > WIDE && kind != MAYBE_TIME)) continue
    const start: usize = INPUT + <usize>load<u32>(at, 4)
    if (kind == MAYBE_TIME) {
      const time = timeAt(start)
      kind = time < 0 ? TEXT : TIME
      store<u32>(at, kind)
      store<f64>(at, <f64>time, 16)
      if (kind == TIME) continue
    }
    store<u32>(at, version(slot, start, <i32>(INPUT + <usize>load<u32>(at, 8) - start)), 12)
  }
}

const TEXT: u32 = 1
const ESCAPED: u32 = 2
const WIDE: u32 = 3
const WHOLE: u32 = 4
const NUMBER: u32 = 5
const TRUE: u32 = 6
const FALSE: u32 = 7
const NULL: u32 = 8
const OBJECT: u32 = 9
const LIST: u32 = 10
const EMPTY_LIST: u32 = 11
const TIME: u32 = 12
const SMALL: u32 = 13
const MAYBE_TIME: u32 = 14
// @ts-ignore: decorator
@inline
export function isText(kind: u32): bool {
  return kind == TEXT || kind == MAYBE_TIME
}

/** In place of a node: a text of which the time is wanted that it tells. */
const A_TIME: i32 = -2
/** From here down: one of the texts that a node lists makes the record wanted. */
const A_CHOICE: i32 = -3

function value(p: usize, node: i32, slot: i32, key: u32): usize {
  const byte = load<u8>(p)
  let kind: u32 = 0
  let q: usize = 0
  let amount: f64 = 0
  let whole: u64 = 0
  // Of a key that stands twice the last counts, and nothing of the first.
  if (node >= 0 && load<u32>(SLOTS + <usize>slot * 24) != 0) {
    clearSlots(<i32>load<u16>(PLAN + <usize>node * 2048 + 1928), <i32>load<u16>(PLAN + <usize>node * 2048 + 1930))
  }
  if (byte == QUOTE) {
    if (slot < 0) return skip(p + 1)
    q = text(p + 1)
    kind = escaped ? ESCAPED : wide ? WIDE : TEXT
    if (node == A_TIME) {
      if (kind == TEXT && q - p == TIME_LENGTH + 2) kind = MAYBE_TIME
    } else if (node <= A_CHOICE) {
      if (escaped) unusual = true
      else if (q != 0 && isAmong(A_CHOICE - node, p + 1, <i32>(q - p - 2))) wanted = true
    }
  } else if (byte == OPEN) {
    q = object(p, node, key != 0 ? key : node >= 0 ? <u32>(node + 1) : 0)
    kind = OBJECT
  } else if (byte == OPEN_LIST) {
    // Nothing is wanted of what is in it, and the keys of one object have one meaning.
    q = list(p, node < 0 ? key : 0)
    kind = load<u8>(blank(p + 1)) == CLOSE_LIST ? EMPTY_LIST : LIST
  } else if (byte == 116) {
    q = load<u32>(p) == 0x65757274 ? p + 4 : 0
    kind = TRUE
  } else if (byte == 102) {
    q = load<u32>(p, 1) == 0x65736c61 ? p + 5 : 0
    kind = FALSE
  } else if (byte == 110) {
    q = load<u32>(p) == 0x6c6c756e ? p + 4 : 0
    kind = NULL
  } else {
    q = number(p)
    kind = NUMBER
    if (q != 0 && slot >= 0 && q - p <= 15) {
      let digits = p
      while (digits < q && isDigit(load<u8>(digits))) {
        whole = whole * 10 + <u64>(load<u8>(digits) - 48)
        digits += 1
      }
      if (digits == q) kind = whole <= <u64>i32.MAX_VALUE ? SMALL : WHOLE
      amount = <f64>whole
    }
  }
  if (q == 0 || q > lineEnd) return 0
  if (slot >= 0) {
    const at = SLOTS + <usize>slot * 24
    const inner: usize = byte == QUOTE ? 1 : 0
    store<u32>(at, kind)
    store<u32>(at, <u32>(p + inner - INPUT), 4)
    store<u32>(at, <u32>(q - inner - INPUT), 8)
    if (kind == SMALL) store<u32>(at, <u32>whole, 12)
    else if (kind == WHOLE) store<f64>(at, amount, 16)
  }
  return q
}

/** Counts up whenever the text of a slot is another than the last time; a long text always is. */
function version(slot: i32, text: usize, length: i32): u32 {
  const last = LAST + <usize>slot * 128
  const known = load<u32>(last)
  const fits = length <= LONGEST_LAST
  if (known != 0 && fits && <i32>load<u32>(last, 4) == length && same(last + 8, text, length)) return known
  store<u32>(last, known + 1)
  store<u32>(last, fits ? <u32>length : u32.MAX_VALUE, 4)
  if (fits) memory.copy(last + 8, text, <usize>length)
  return known + 1
}

/**
 * An object whose brace is at p. Node -1 is one of which nothing is wanted. `parent`: the key whose value it is, which has no
 * other node, or where a line or an object of that node begins.
 */
function object(p: usize, node: i32, parent: u32): usize {
  depth += 1
  if (depth > DEEPEST) {
    unusual = true
    return 0
  }
  p = blank(p + 1)
  if (load<u8>(p) == CLOSE) {
    depth -= 1
    return p + 1
  }
  /** Where the number of the key that follows is kept. */
  let link = keyAt(parent) + 40
  for (;;) {
    let id = <u32>load<u16>(link)
    let key = keyAt(id)
    if (!stands(key, p)) {
      // One that is not always there was left out, or this is another.
      id = <u32>load<u16>(key, 38)
      key = keyAt(id)
      if (id == 0 || !stands(key, p)) {
        id = learn(p, node, parent)
        key = keyAt(id)
        if (id != 0) store<u16>(link, <u16>id)
      }
    }
    let child: i32 = -1
    let slot: i32 = -1
    if (id != 0) {
      p += <usize>load<u16>(key, 36)
      if (node >= 0) {
        child = <i32>load<i16>(key, 42)
        slot = <i32>load<i16>(key, 44)
        if (load<u8>(key, 48) != 0) unusual = true
      }
      link = key + 38
    } else {
      const name = p + 1
      if (load<u8>(p) != QUOTE) return 0
      p = text(name)
      if (p == 0) return 0
      if (node >= 0) {
        if (escaped) unusual = true
        const found = find(node, name, <i32>(p - 1 - name))
        if (found != 0) {
          child = <i32>load<i16>(found, 2)
          slot = <i32>load<i16>(found, 4)
        } else if (isStrict(node)) unusual = true
      }
      p = blank(p)
      if (load<u8>(p) != COLON) return 0
      p += 1
      link = keyAt(parent) + 40
    }
    p = value(blank(p), child, slot, id)
    if (p == 0) return 0
    p = blank(p)
    const byte = load<u8>(p)
    if (byte == COMMA) {
      p = blank(p + 1)
      continue
    }
    if (byte != CLOSE || p >= lineEnd) return 0
    depth -= 1
    return p + 1
  }
  return 0
}

/** The number of the key at p, which is kept for the next line; 0 where it is none that can be. */
function learn(p: usize, node: i32, parent: u32): u32 {
  if (load<u8>(p) != QUOTE) return 0
  const end = text(p + 1)
  if (end == 0 || escaped || load<u8>(end) != COLON) return 0
  const id = keyOf(parent, p, <i32>(end + 1 - p))
  const key = keyAt(id)
  if (id == 0 || load<u8>(key, 48) != NEW) return id
  const found: usize = node < 0 ? 0 : find(node, p + 1, <i32>(end - 2 - p))
  store<i16>(key, found == 0 ? -1 : load<i16>(found, 2), 42)
  store<i16>(key, found == 0 ? -1 : load<i16>(found, 4), 44)
  store<u8>(key, found == 0 && node >= 0 && isStrict(node) ? 1 : 0, 48)
  return id
}

// @ts-ignore: decorator
@inline
function isStrict(node: i32): bool {
  return load<u8>(PLAN + <usize>node * 2048 + 1932) != 0
}

function list(p: usize, key: u32): usize {
  depth += 1
  if (depth > DEEPEST) {
    unusual = true
    return 0
  }
  p = blank(p + 1)
  if (load<u8>(p) == CLOSE_LIST) {
    depth -= 1
    return p + 1
  }
  for (;;) {
    p = value(p, -1, -1, key)
    if (p == 0) return 0
    p = blank(p)
    const byte = load<u8>(p)
    if (byte == COMMA) {
      p = blank(p + 1)
      continue
    }
    if (byte != CLOSE_LIST || p >= lineEnd) return 0
    depth -= 1
    return p + 1
  }
  return 0
}

/**
 * The entry of a key in a node of the plan, or 0. A node is 2048 bytes: 64 hash buckets of one byte (entry + 1), up to 32
 * entries of 56 bytes from 128 on (length u16, child i16, slot i16, unused u16, name 48), then its slots and flags.
 */
function find(node: i32, name: usize, length: i32): usize {
  if (length == 0 || length > 48) return 0
  const base = PLAN + <usize>node * 2048
  let bucket = (length * 5 + <i32>load<u8>(name) + <i32>load<u8>(name + <usize>length - 1) * 3) & 63
  for (;;) {
    const index = load<u8>(base + <usize>bucket)
    if (index == 0) return 0
    const entry = base + 128 + <usize>(index - 1) * 56
    if (<i32>load<u16>(entry) == length && same(entry + 8, name, length)) return entry
    bucket = (bucket + 1) & 63
  }
  return 0
}

// @ts-ignore: decorator
@inline
function same(a: usize, b: usize, length: i32): bool {
  let i: i32 = 0
  while (i + 8 <= length) {
    if (load<u64>(a + <usize>i) != load<u64>(b + <usize>i)) return false
    i += 8
  }
  while (i < length) {
    if (load<u8>(a + <usize>i) != load<u8>(b + <usize>i)) return false
    i += 1
  }
  return true
}

/** Whether a node of choices lists a text: a u8 count, then of each 32 bytes its length, whether it only begins so, and its bytes. */
function isAmong(node: i32, text: usize, length: i32): bool {
  const base = PLAN + <usize>node * 2048
  const count = <i32>load<u8>(base)
  for (let i = 0; i < count; i += 1) {
    const entry = base + 32 + <usize>i * 32
    const own = <i32>load<u8>(entry)
    if ((length == own || (length > own && load<u8>(entry, 1) != 0)) && same(entry + 2, text, own)) return true
  }
  return false
}
