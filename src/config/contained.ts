import { messageOf, RimuruError } from '../core/errors.ts'

/** Code of a user's: its file, and the addresses of the modules that it is made of. */
export interface UserCode {
  readonly file: string
  readonly modules: ReadonlySet<string>
}

/** A file of plain values takes no time; one that waits for something does. */
const LONGEST_MS = 30_000

const loaded: UserCode[] = []
let last: Promise<unknown> = Promise.resolve()
let giveUp: ((error: unknown) => void) | null = null
let endWith: ((error: unknown) => void) | null = null

/** From the first such code on until the end of the program; `end` is told of what it throws once it is loaded. */
export function containForGood(end: (error: unknown) => void): void {
  endWith = end
}

/** Whether there may be something that keeps the program from its end. */
export const hasUserCode = (): boolean => loaded.length > 0

/** Runs code of a user's. One at a time, so that it is known whose fault something is. */
export function contained<T>(load: () => Promise<T>, code: UserCode): Promise<T> {
  const mine = last.then(() => containedNow(load, code))
  last = mine.catch(() => undefined)
  return mine
}

/** Stdout is for our data: what is printed goes to stderr. Ending the process, and waiting for ever, are errors. */
async function containedNow<T>(load: () => Promise<T>, code: UserCode): Promise<T> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const stuck = (): void => reject(new Error('it waits for something that never comes'))
  const late = (): void => reject(new Error(`it is not there after ${LONGEST_MS / 1000} s`))
  giveUp = reject
  const release = contain()
  loaded.push(code)
  // Node has nothing left to do.
  process.on('beforeExit', stuck)
  const timer = setTimeout(late, LONGEST_MS).unref()
  try {
    return await Promise.race([load(), givenUp])
  } finally {
    clearTimeout(timer)
    process.off('beforeExit', stuck)
    giveUp = null
    if (endWith === null) release()
  }
}

let isContained = false

function contain(): () => void {
  if (isContained) return () => undefined
  isContained = true
  const { exit, stdout, stderr } = process
  const { write } = stdout
  stdout.write = stderr.write.bind(stderr)
  process.exit = (code) => {
    const error = new Error(`it calls process.exit(${code ?? ''})`)
    giveUp?.(error)
    throw error
  }
  // Thrown where nobody waits for it, such as in a timer.
  process.on('uncaughtException', thrown)
  return () => {
    process.off('uncaughtException', thrown)
    process.exit = exit
    stdout.write = write
    isContained = false
  }
}

function thrown(error: unknown): void {
  if (giveUp) return giveUp(error)
  endWith?.(blamed(error))
}

/** The fault of the file that it comes from, where one can be told. */
function blamed(error: unknown): unknown {
  const stack = error instanceof Error ? (error.stack ?? '') : null
  const code =
    stack === null ? loaded.at(-1) : loaded.find(({ modules }) => [...modules].some((url) => stack.includes(url)))
  if (code === undefined) return error
  return new RimuruError('E3001', `the file fails after it was loaded: ${messageOf(error)}`, {
    where: code.file,
    hint: 'it is to give plain values: leave out what goes on after that, such as a timer or a server',
    cause: error,
  })
}
