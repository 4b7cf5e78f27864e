import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../../platform/places.ts'
import { shellWord } from '../../shell-word.ts'
import type { Target } from '../init.ts'
import type { Answers, Place } from './answers.ts'

export interface Step {
  readonly command: string
  readonly why: string
}

const OTHERS: Partial<Record<Place, string>> = { cron: '--systemd', systemd: '--cron', launchd: '--cron' }

/** What to type after `init`, in this order. */
export function nextSteps({ folder, repository }: Target, { place }: Answers, cwd: string, env: Environment): Step[] {
  const rimuru = callOf(env)
  const steps = [{ command: `${rimuru} run daily-report`, why: 'the first report, of yesterday' }]
  if (repository === null) steps.unshift({ command: 'git init', why: 'lets runs commit what they report' })
  const other = OTHERS[place]
  if (other !== undefined) {
    const why = `every night; or ${other} instead`
    steps.push({ command: `${rimuru} schedule install --${place}`, why })
  }
  steps.push({ command: `${rimuru} prices sync`, why: 'newer prices into the lock, whenever you like' })
  const way = relative(cwd, folder)
  return way === '' ? steps : [{ command: `cd ${shellWord(way)}`, why: 'where the files are' }, ...steps]
}

/** How this program is called here: by its name only where a shell finds it by that. */
export function callOf(env: Environment): string {
  const launcher = realpathSync(fileURLToPath(new URL('../../../bin.js', import.meta.url)))
  const found = (env.PATH ?? '').split(delimiter).some((folder) => {
    const path = join(folder, 'rimuru')
    return folder !== '' && existsSync(path) && realpathSync(path) === launcher
  })
  return found || process.platform === 'win32' ? 'rimuru' : `node ${shellWord(launcher)}`
}
