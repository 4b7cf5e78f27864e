import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../../platform/places.ts'
import { shellWord } from '../../shell-word.ts'
import type { Target } from '../init.ts'
import { schedulersOf } from '../schedule/machine.ts'
import type { Answers, Place } from './answers.ts'

export interface Step {
  readonly command: string
  readonly why: string
}

/** What to type after `init`, in this order. */
export function nextSteps({ folder, repository }: Target, { place }: Answers, cwd: string, env: Environment): Step[] {
  const rimuru = callOf(env)
  const steps = [{ command: `${rimuru} run daily-report`, why: 'the first report, of yesterday' }]
  if (repository === null) steps.unshift({ command: 'git init', why: 'lets runs commit what they report' })
  const step = scheduleStep(place, rimuru, schedulersOf(env))
  if (step !== null) steps.push(step)
  steps.push({ command: `${rimuru} prices sync`, why: 'newer prices into the lock, whenever you like' })
  const way = relative(cwd, folder)
  return way === '' ? steps : [{ command: `cd ${shellWord(way)}`, why: 'where the files are' }, ...steps]
}

function scheduleStep(place: Place, rimuru: string, here: ReturnType<typeof schedulersOf>): Step | null {
  if (place === 'github') return null
  if (place !== 'later') {
    const other = here.find((each) => each !== place)
    const why = other === undefined ? 'every night' : `every night; or --${other} instead`
    return { command: `${rimuru} schedule install --${place}`, why }
  }
  if (here.length > 0) return null
  return { command: `${rimuru} schedule`, why: 'every night while it runs: nothing here runs programs at their times' }
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
