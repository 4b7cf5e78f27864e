import { readFileSync } from 'node:fs'

/** What `assembly/index.ts` exports; `npm run kernel` compiles it. */
interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly PLAN: WebAssembly.Global
  readonly SLOTS: WebAssembly.Global
  readonly FOUND: WebAssembly.Global
  readonly INPUT: WebAssembly.Global
  scan(from: number, to: number, node: number, low: number, high: number): number
}

const PAGE = 65_536
export const MOST_SLOTS = 256
/** What is read past the end of the input, at most. */
const SLACK = 64

const compiled = new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)))
const abort = (): never => {
  throw new Error('the kernel stopped')
}
const kernel = new WebAssembly.Instance(compiled, { env: { abort } }).exports as Kernel

export const { scan } = kernel
export const PLAN = kernel.PLAN.value
const SLOTS = kernel.SLOTS.value
const FOUND = kernel.FOUND.value
const INPUT = kernel.INPUT.value

/** Views of the kernel's memory; they are made anew when it grows. */
export interface Views {
  /** Where lines are put to be read. */
  readonly input: Buffer
  readonly bytes: Uint8Array
}

let views: Views | undefined
/** The views that the fields of a row are read from, millions of times: bindings, so that nothing is asked for them. */
export let slots: Uint32Array
export let numbers: Float64Array
export let input: Buffer
/**
 * Start and end of the line that was found, where the next one starts, how many were passed with it; then start and end of
 * the first time and of the last one (see `row-times.ts`).
 */
export let found: Uint32Array

/** The input, of at least this many bytes. What it held stays. */
export function viewsOf(size: number): Views {
  if (views && views.input.length >= size) return views
  const pages = Math.ceil((INPUT + size + SLACK) / PAGE) - kernel.memory.buffer.byteLength / PAGE
  if (pages > 0) kernel.memory.grow(pages)
  const { buffer } = kernel.memory
  slots = new Uint32Array(buffer, SLOTS, 6 * MOST_SLOTS)
  numbers = new Float64Array(buffer, SLOTS, 3 * MOST_SLOTS)
  found = new Uint32Array(buffer, FOUND, 8)
  views = {
    input: Buffer.from(buffer, INPUT, size),
    bytes: new Uint8Array(buffer),
  }
  input = views.input
  return views
}
