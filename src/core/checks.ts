/** `fail` makes runs fail, `warn` may make a number wrong. */
export type CheckStatus = 'ok' | 'warn' | 'fail'

/** One thing that `doctor` looked at. */
export interface Check {
  readonly section: string
  readonly name: string
  readonly status: CheckStatus
  readonly detail: string
  /** What to do about it. */
  readonly hint: string | null
  /** The single cases behind it. */
  readonly items: readonly string[]
}

type More = Partial<Pick<Check, 'hint' | 'items'>>

export const checksOf = (section: string) => {
  const make =
    (status: CheckStatus) =>
    (name: string, detail: string, { hint = null, items = [] }: More = {}): Check => ({
      section,
      name,
      status,
      detail,
      hint,
      items,
    })
  return { ok: make('ok'), warn: make('warn'), fail: make('fail') }
}
