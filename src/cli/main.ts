import { readFileSync } from 'node:fs'

const args = process.argv.slice(2)

// With us NO_COLOR counts before FORCE_COLOR. Node has it the other way round, and warns of it as soon as it is asked.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR

// Asked by scripts and completions, often: answered before anything else is loaded.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough is no error.
    if (error.code !== 'EPIPE') void import('./run.ts').then(({ tellUnwritten }) => tellUnwritten(error))
  })
  process.stdout.write(`${manifest.version}\n`)
} else {
  await import('./run.ts').then(async ({ endWith, runCli }) => endWith(await runCli(args)), tellUnloaded)
}

/** Before `npm ci`, or where it was not run again after an upgrade. */
async function tellUnloaded(error: unknown): Promise<void> {
  const [{ createIo }, { printError }] = await Promise.all([import('./io.ts'), import('./ui/errors.ts')])
  printError(error, createIo(process.stdout, process.stderr, process.env, args), args.includes('--debug'))
  process.exitCode = 1
}
