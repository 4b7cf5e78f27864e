import { readFileSync } from 'node:fs'

const args = process.argv.slice(2)

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
  const { runCli } = await import('./run.ts')
  process.exitCode = await runCli(args)
}
