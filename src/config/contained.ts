let last: Promise<unknown> = Promise.resolve()

/** Runs code of a user's. One at a time, so that it is known whose fault something is. */
export function contained<T>(load: () => Promise<T>): Promise<T> {
  const mine = last.then(() => containedNow(load))
  last = mine.catch(() => undefined)
  return mine
}

/** Stdout is for our data: what is printed goes to stderr. Ending the process, and waiting for ever, are errors. */
async function containedNow<T>(load: () => Promise<T>): Promise<T> {
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>()
  const { exit, stdout, stderr } = process
  const { write } = stdout
  const stuck = (): void => giveUp(new Error('it waits for something that never comes'))
  stdout.write = stderr.write.bind(stderr)
  process.exit = (code) => {
    const error = new Error(`it calls process.exit(${code ?? ''})`)
    giveUp(error)
    throw error
  }
  // Node has nothing left to do.
  process.on('beforeExit', stuck)
  // Thrown where nobody waits for it, such as in a timer.
  process.on('uncaughtException', giveUp)
  try {
    return await Promise.race([load(), givenUp])
  } finally {
    process.off('beforeExit', stuck)
    process.off('uncaughtException', giveUp)
    process.exit = exit
    stdout.write = write
  }
}
