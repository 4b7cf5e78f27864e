import { readFileSync } from 'node:fs'

/** What `assembly/index.ts` exports; `npm run kernel` compiles it. */
interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly PLAN: WebAssembly.Global
  readonly SLOTS: WebAssembly.Global
  readonly LINES: WebAssembly.Global
  readonly INPUT: WebAssembly.Global
  readonly passed: WebAssembly.Global
  readonly rest: WebAssembly.Global
  setWords(aLow: number, aHigh: number, aLength: number, bLow: number, bHigh: number, bLength: number): void
  split(from: number, to: number): number
  check(from: number, to: number): number
  pick(from: number, to: number, node: number, low: number, high: number): number
}

const PAGE = 65_536
/** What is read past the end of the input, sixteen bytes at a time. */
const SLACK = 64

const compiled = new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)))
const abort = (): never => {
  throw new Error('the kernel stopped')
}
const kernel = new WebAssembly.Instance(compiled, { env: { abort } }).exports as Kernel

export const { split, check, pick, setWords } = kernel
export const PLAN = kernel.PLAN.value
const SLOTS = kernel.SLOTS.value
const LINES = kernel.LINES.value
const INPUT = kernel.INPUT.value

/** Lines that the last `split` has passed, and where the next one starts. */
export const passed = (): number => kernel.passed.value
export const rest = (): number => kernel.rest.value
/** `split` stops when its list has so many lines. */
export const LIST_FULL = 5400

/** Views of the kernel's memory; they are made anew when it grows. */
export interface Views {
  /** Where lines are put to be read. */
  readonly input: Buffer
  /** Three numbers a listed line: start, end, kind. */
  readonly lines: Uint32Array
  readonly bytes: Uint8Array
}

let views: Views | undefined
/** The views that the fields of a row are read from, millions of times: bindings, so that nothing is asked for them. */
export let slots: Uint32Array
export let numbers: Float64Array
export let input: Buffer

/** The input, of at least this many bytes. What it held stays. */
export function viewsOf(size: number): Views {
  if (views && views.input.length >= size) return views
  const pages = Math.ceil((INPUT + size + SLACK) / PAGE) - kernel.memory.buffer.byteLength / PAGE
  if (pages > 0) kernel.memory.grow(pages)
  const { buffer } = kernel.memory
  slots = new Uint32Array(buffer, SLOTS, 6 * 256)
  numbers = new Float64Array(buffer, SLOTS, 3 * 256)
  views = {
    input: Buffer.from(buffer, INPUT, size),
    lines: new Uint32Array(buffer, LINES, LIST_FULL * 3),
    bytes: new Uint8Array(buffer),
  }
  input = views.input
  return views
}

/** Lines that hold one of two words of at most eight bytes are wanted; without words every line is. */
export function wantWords(words: readonly string[]): void {
  const [a, b] = [wordOf(words[0] ?? ''), wordOf(words[1] ?? words[0] ?? '')]
  setWords(a.low, a.high, a.length, b.low, b.high, b.length)
}

function wordOf(word: string): { low: number; high: number; length: number } {
  const bytes = Buffer.alloc(8)
  const length = bytes.write(word, 'latin1')
  return { low: bytes.readUInt32LE(0), high: bytes.readUInt32LE(4), length }
}
