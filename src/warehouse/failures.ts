import { messageOf, RimuruError } from '../core/errors.ts'

interface Failure {
  readonly says: RegExp
  readonly what: string
  readonly hint: string
}

/** Kinds of error that no query is the cause of, whatever names stand in it. */
const NO_QUERY = /^(io|fatal|internal|serialization|transaction\w*|out of memory) error/i

/** What DuckDB says when the trouble is none of the query's. The first that fits. */
const FAILURES: readonly Failure[] = [
  {
    says: /no space left on device|not enough space|disk quota exceeded/i,
    what: 'the disk is full',
    hint: 'make room, or point RIMURU_HOME to another disk, and run again',
  },
  {
    // DuckDB takes it for the beginning of parameters, and puts the name of its log before it.
    says: /"[^"]*\.wal\?/i,
    what: 'the path of the warehouse has a `?`, which DuckDB cannot write to',
    hint: 'point RIMURU_HOME to a folder without one in its path',
  },
  {
    says: /replaying wal/i,
    what: 'the warehouse and its .wal do not belong together',
    hint: 'move both away and restore a backup (rimuru restore), or let the logs be read again',
  },
  {
    says: /corrupt|checksum|deserializ|not a valid duckdb|could not read enough bytes/i,
    what: 'the warehouse is damaged',
    hint: 'move it away, with its .wal if there is one, and restore a backup (rimuru restore), or let the logs be read again',
  },
  {
    says: /permission denied|read-only file system|operation not permitted|access is denied/i,
    what: 'the warehouse may not be read or written',
    hint: 'correct its permissions, or point RIMURU_HOME to a folder that can be written',
  },
  {
    says: /^out of memory/i,
    what: 'there is too little memory',
    hint: 'stop other programs, or ask for fewer days or data directories',
  },
  {
    says: /^(io|fatal) error|failed to commit: (could not|cannot)/i,
    what: 'the warehouse cannot be read or written',
    hint: 'check the disk, then run again',
  },
]

/** For a person, if it is nothing that Rimuru did wrong. */
export function explained(error: unknown): unknown {
  if (error instanceof RimuruError) return error
  const message = messageOf(error)
  const failure = NO_QUERY.test(message) ? FAILURES.find(({ says }) => says.test(message)) : undefined
  if (!failure) return error
  // After a failure that it cannot go on from DuckDB tells of that, and then of the cause.
  const cause = /^Original error: "(.*)"$/m.exec(message)?.[1] ?? message.split('\n')[0]
  return new RimuruError('E1001', `${failure.what}: ${cause}`, { hint: failure.hint, cause: error })
}

/** Each count is one that a record may have, of which a thousand make more than DuckDB's largest whole number. */
const TOO_LARGE =
  /^conversion error: type int128 .* out of range for the destination type int64|^out of range error: overflow in \w+ of int64/i

/** The same of a query of our own, in which nothing but what the logs say can be too large. */
export function explainedOwn(error: unknown): unknown {
  if (!TOO_LARGE.test(messageOf(error))) return explained(error)
  return new RimuruError('E1002', 'the token counts of some records are too large to be added up', {
    hint: 'find them with rimuru sql "select file, byte_offset, input_tokens, output_tokens from usage order by input_tokens + output_tokens desc limit 5", move their logs away, and read the rest anew (rimuru forget --source FOLDER)',
    cause: error,
  })
}

/** Does what writes to the warehouse at once. */
export function storing<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw explained(error)
  }
}
