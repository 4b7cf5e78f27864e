import { join } from 'node:path'
import { tempFolder, writeText } from './folders.ts'

/** The environment of a process in which it is another time, from this moment on. */
export function clockAt(moment: string): { readonly NODE_OPTIONS: string } {
  const shifted = `
    const Real = Date
    const shift = Real.parse(${JSON.stringify(moment)}) - Real.now()
    globalThis.Date = class extends Real {
      constructor(...given) {
        super(...(given.length === 0 ? [Real.now() + shift] : given))
      }
      static now() {
        return Real.now() + shift
      }
    }
  `
  return { NODE_OPTIONS: `--import=${writeText(join(tempFolder(), 'clock.mjs'), shifted)}` }
}
