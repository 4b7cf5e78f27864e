import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program itself on the sample logs beside this file, with a state of its own that is thrown away. */
const HOME = join(import.meta.dirname, 'home')
const LAUNCHER = join(import.meta.dirname, '../src/bin.js')
const CONFIG = join(import.meta.dirname, 'rimuru.config.ts')

/** The last day of the logs. */
const DAY = '2026-11-19'

const VIEWS: readonly (readonly [title: string, args: readonly string[]])[] = [
  ['The nightly run, for the last day of the logs', ['run', 'daily-report', '--date', DAY]],
  ['What it reads from, by agent and model', ['costs', '--by', 'agent,model']],
]

const INTRO = `Made-up logs of six agents: one developer, 30 days.
Your own data is not touched.
`

const OUTRO = `
A star marks a cost that leaves something out: gpt-6.1-sol has no known price,
and Rimuru never guesses one.

The report:        demo/reports/daily-report/${DAY}/report.html, .md, .json and more
Your own:          npx rimuru run daily-report, or npx rimuru costs
More:              npx rimuru --help
`

const tell = (text: string): void => void process.stderr.write(text)

/** Nothing of the caller's own data, config or state gets in; the terminal's settings do. */
function environment(state: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TERM', 'COLORTERM', 'COLUMNS', 'NO_COLOR', 'FORCE_COLOR', 'CI', 'SystemRoot', 'TEMP', 'TMPDIR']
  const own = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
  return { ...own, HOME, USERPROFILE: HOME, RIMURU_HOME: state }
}

function show(args: readonly string[], state: string): number {
  const child = spawnSync(process.execPath, [LAUNCHER, ...args, '--config', CONFIG], {
    env: environment(state),
    stdio: 'inherit',
  })
  if (child.error) throw child.error
  return child.status ?? 1
}

function main(): number {
  const state = mkdtempSync(join(tmpdir(), 'rimuru-demo-'))
  try {
    tell(INTRO)
    for (const [title, args] of VIEWS) {
      tell(`\n${title}\n$ rimuru ${args.join(' ')}\n\n`)
      const code = show(args, state)
      if (code !== 0) return code
    }
    tell(OUTRO)
    return 0
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
}

process.exitCode = main()
