/** The product's error codes. Each is documented in docs/errors.md; a test keeps the two in step. */
export const ERROR_CODES = {
  E1001: 'database connection failed',
  E1002: 'database query failed',
  E2001: 'agent data could not be read',
  E2002: 'agent not found',
  E3001: 'configuration error',
  E4001: 'plugin error',
  E5001: 'price sync error',
  E5002: 'price lock error',
  E6001: 'not found',
  E7001: 'invalid argument',
  E8001: 'file system error',
  E9001: 'http error',
} as const

export type ErrorCode = keyof typeof ERROR_CODES

export interface ErrorContext {
  /** The file, key, flag or address that it happened at. */
  readonly where?: string | undefined
  /** What the reader can do about it. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** An error meant for a person: one sentence of what happened, where, and what to do. */
export class RimuruError extends Error {
  readonly code: ErrorCode
  readonly where: string | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause })
    this.name = 'RimuruError'
    this.code = code
    this.where = context.where
    this.hint = context.hint
  }
}

const MISTAKES: ReadonlySet<ErrorCode> = new Set(['E3001', 'E5002', 'E7001'])

/** Usage and configuration mistakes exit 2, everything else that failed exits 1. */
export const exitCodeOf = (error: unknown): number =>
  error instanceof RimuruError && MISTAKES.has(error.code) ? EXIT.usage : EXIT.failed

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  stopped: 3,
  quality: 4,
  delivery: 5,
  interrupted: 130,
} as const

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The `code` that Node puts on system errors (`ENOENT`, `EACCES` ...). */
export const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
