import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SEARCH_PLACES } from '../../config/find.ts'
import { EXIT, RimuruError } from '../../core/errors.ts'
import { repositoryAround } from '../../platform/project.ts'
import type { Invocation } from '../command.ts'
import { toJson } from '../ui/formats.ts'
import { answersOf, placesFor } from './init/answers.ts'
import { filesOf, writeFiles } from './init/files.ts'
import { nextSteps } from './init/next.ts'

/** Where it writes, and what is there already. */
export interface Target {
  readonly folder: string
  /** Name of a config file that stays as it is. */
  readonly config: string | null
  /** Root of the git repository around it. */
  readonly repository: string | null
}

/** Writes what a repository of reports starts with. Files that are there stay as they are. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, cwd } = invocation
  const folder = resolve(cwd, typeof flags.dir === 'string' ? flags.dir : '.')
  const config = SEARCH_PLACES.find((name) => existsSync(join(folder, name))) ?? null
  const target = { folder, config, repository: repositoryAround(folder) }
  if (flags.github === true && !placesFor(target, env).includes('github')) {
    throw new RimuruError('E7001', 'GitHub takes workflows only from the root of a repository', {
      where: folder,
      hint: `run it in ${target.repository}, or leave out --github`,
    })
  }
  const answers = await answersOf(invocation, target)
  if (answers === null) {
    io.note('\nnothing was written\n')
    return EXIT.interrupted
  }
  const files = await filesOf(target, answers, invocation)
  writeFiles(folder, files)
  const steps = nextSteps(target, answers, cwd, env)
  if (flags.json) {
    const written = files.map(({ path, text }) => ({ path, written: text !== null }))
    const next = steps.map(({ command }) => command)
    io.out(toJson({ schema_version: 1, kind: 'init', folder, files: written, next }))
    return EXIT.ok
  }
  for (const { path, text } of files) io.out(`${text === null ? 'kept ' : 'wrote'} ${path}\n`)
  if (config !== null && (flags.timezone !== undefined || flags.budget !== undefined)) {
    io.note(`${config} was kept: set timezone and budgets in it\n`)
  }
  if (answers.place === 'github') {
    io.note('GitHub: set the variable RIMURU_RUNNER of the repository to the label of a runner that has the data\n')
  }
  const width = Math.max(...steps.map(({ command }) => command.length))
  io.note(`\nNext:\n${steps.map(({ command, why }) => `  ${command.padEnd(width)}   ${why}\n`).join('')}`)
  return EXIT.ok
}
