import { messageOf } from '../../core/errors.ts'
import type { PluginKind } from '../../plugin-sdk/types.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly skipped: boolean
  readonly detail: string
}

export interface CheckReport {
  readonly ok: boolean
  readonly plugin: {
    readonly id: string
    readonly name: string
    readonly version: string | null
    readonly kind: PluginKind | null
  }
  readonly checks: readonly Check[]
}

/** Why something was not tried. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
}

export interface Checks {
  readonly list: readonly Check[]
  /** Runs one check, which gives what it found; true when nothing is wrong. */
  run(name: string, work: () => Promise<string> | string): Promise<boolean>
  skip(name: string, why: string): void
}

export function createChecks(id: string, tell: (check: Check) => void): Checks {
  const list: Check[] = []
  const add = (check: Check): boolean => {
    list.push(check)
    tell(check)
    return check.ok
  }
  return {
    list,
    async run(name, work) {
      try {
        return add({ name, ok: true, skipped: false, detail: await work() })
      } catch (error) {
        if (error instanceof Skipped) return add({ name, ok: true, skipped: true, detail: error.message })
        return add({ name, ok: false, skipped: false, detail: messageOf(error).replace(`plugin ${id}: `, '') })
      }
    },
    skip: (name, why) => void add({ name, ok: true, skipped: true, detail: why }),
  }
}
