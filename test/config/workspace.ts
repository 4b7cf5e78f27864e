import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { RimuruError } from '../../src/core/errors.ts'
import type { LoadedConfig } from '../../src/config/load.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

export const AGENT_IDS = ['alpha', 'beta', 'codex']

/** A folder of its own under the temporary one, gone after the test. A name that ends in `/` is an empty folder. */
export const makeWorkspace = (files: Readonly<Record<string, string>>): string => {
  const folder = tempFolder()
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    if (name.endsWith('/')) mkdirSync(path, { recursive: true })
    else writeText(path, content)
  }
  return folder
}

export interface Problem {
  readonly code: string
  readonly message: string
  readonly where: string | undefined
  readonly hint: string | undefined
}

/** The error a person would see, or a failed test. */
export const problemOf = async (action: () => unknown): Promise<Problem> => {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof RimuruError)) throw error
    return { code: error.code, message: error.message, where: error.where, hint: error.hint }
  }
  throw new Error('it did not fail')
}

export interface ChildResult extends Partial<LoadedConfig> {
  readonly problem?: Problem
  /** Of the modules that are to stay unloaded without a config. */
  readonly heavyModules: readonly string[]
  readonly stderr: string
}

const LOADER = join(import.meta.dirname, 'load-in-child.ts')

/** `loadConfig` in a fresh Node: vitest would put its own module loader in the place of the one under test. */
export const loadInChild = async (cwd: string, args: readonly string[] = []): Promise<ChildResult> => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [LOADER, ...args], {
    cwd,
    env: { ...process.env, HOME: tempFolder() },
  })
  return { ...(JSON.parse(stdout) as ChildResult), stderr }
}
