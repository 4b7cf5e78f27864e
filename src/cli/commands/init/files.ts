import {
  appendFileSync,
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { EXTENSIONS } from '../../../config/find.ts'
import { messageOf, RimuruError } from '../../../core/errors.ts'
import { isFolder, makeFolder } from '../../../platform/folders.ts'
import { baselineLock } from '../../../pricing/lock/baseline.ts'
import { lockText } from '../../../pricing/lock/text.ts'
import type { Invocation } from '../../command.ts'
import type { Target } from '../init.ts'
import type { Answers } from './answers.ts'
import { configText } from './config-text.ts'
import { missingIgnores } from './ignores.ts'
import { scheduledJobs } from './scheduled-jobs.ts'
import { nightlyWorkflow } from './workflow.ts'

export interface InitFile {
  /** From the folder, with `/`. */
  readonly path: string
  /** What is written; null leaves it as it is. */
  readonly text: string | null
  /** It is written at the end of what is there. */
  readonly append?: boolean
}

const WORKFLOW = '.github/workflows/rimuru-nightly.yml'
const LOCK = 'prices/prices.lock.json'

/** Those of this program's own repository: there is one source. */
const JOBS = new URL('../../../../jobs/', import.meta.url)

/** All that is to be written, before any of it is. */
export async function filesOf(target: Target, answers: Answers, invocation: Invocation): Promise<InitFile[]> {
  const { folder, config } = target
  const workflow = async (): Promise<string> => nightlyWorkflow(await scheduledJobs(target, answers, invocation))
  return [
    { path: config ?? 'rimuru.config.ts', text: config === null ? configText(answers) : null },
    ...jobFiles(folder),
    // An upgrade of the program moves no price of this repository.
    { path: LOCK, text: isThere(join(folder, LOCK)) ? null : lockText(baselineLock()) },
    ...(answers.place === 'github'
      ? [{ path: WORKFLOW, text: isThere(join(folder, WORKFLOW)) ? null : await workflow() }]
      : []),
    // The last, because it alone cannot be taken away again.
    { path: '.gitignore', text: missingIgnores(join(folder, '.gitignore')), append: true },
  ]
}

/** A job of the same name in another form, say `.js`, stays the one that counts. */
const jobFiles = (folder: string): InitFile[] =>
  readdirSync(JOBS)
    .sort()
    .map((name) => {
      const job = basename(name, extname(name))
      const own = EXTENSIONS.map((extension) => `${job}.${extension}`).find((each) =>
        isThere(join(folder, 'jobs', each)),
      )
      if (own !== undefined) return { path: `jobs/${own}`, text: null }
      const text = readFileSync(new URL(name, JOBS), 'utf8')
      return { path: `jobs/${name}`, text: text.replaceAll("'#rimuru'", "'rimuru'") }
    })

/** A link that leads nowhere is there as well. */
const isThere = (path: string): boolean =>
  isFolder(dirname(path)) && lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** All or nothing: what was made before a failure is taken away again. */
export function writeFiles(folder: string, files: readonly InitFile[]): void {
  const made: string[] = []
  try {
    makeFolder(folder)
    for (const { path, text, append } of files) {
      if (text === null) continue
      const file = join(folder, path)
      makeFolder(dirname(file))
      if (append) appendFileSync(file, text)
      else writeNew(file, text, made)
    }
  } catch (cause) {
    for (const file of made) rmSync(file, { force: true })
    throw new RimuruError('E8001', `the repository cannot be written: ${messageOf(cause)}`, {
      where: folder,
      hint: 'no file was left there; make the folder writable, or choose another',
      cause,
    })
  }
}

/** Only what it made itself counts as made. */
function writeNew(file: string, text: string, made: string[]): void {
  const descriptor = openSync(file, 'wx')
  made.push(file)
  try {
    writeFileSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}
