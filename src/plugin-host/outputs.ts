import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, lstat, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { messageOf, RimuruError, systemCodeOf } from '../core/errors.ts'
import { makeFolder } from '../platform/folders.ts'
import type { ExportedFile } from '../plugin-sdk/types.ts'
import { sameName, wrongName } from './output-names.ts'
import { PluginError } from './plugin-error.ts'
import type { Mask } from './secrets.ts'

export interface Outputs {
  readonly plugin: string
  /** The folder that the plugin was given. */
  readonly folder: string
  readonly files: readonly ExportedFile[]
  /** Records that it was given, null where that cannot be said. */
  readonly rows: number | null
  /** There was nothing to write: no file is no mistake. */
  readonly mayBeNone?: boolean
  /** The name of a file may be a secret: it does not stand in what is wrong with it. */
  readonly mask: Mask
}

/** Every file that the plugin tells of is there, is what it says, and holds every row; and there is no other. */
export async function checkOutputs({ plugin, folder, files, rows, mayBeNone = false, mask }: Outputs): Promise<void> {
  const fail = (message: string): never => {
    throw new PluginError(plugin, 'bad-answer', mask(message))
  }
  if (files.length === 0 && !mayBeNone) fail('it wrote no file')
  const told = new Set<string>()
  for (const file of files) {
    const wrong = wrongName(file.path)
    if (wrong !== null) fail(`it names ${file.path === '' ? 'a file without a name' : file.path}, ${wrong}`)
    if (told.has(sameName(file.path))) fail(`it names ${file.path} twice`)
    told.add(sameName(file.path))
    const path = join(folder, file.path)
    const found = await lstat(path).catch(() => null)
    if (!found) return fail(`it names ${file.path}, which is not there`)
    if (!found.isFile()) fail(`${file.path} is no regular file`)
    const digest = await sha256Of(path)
    if (digest !== file.sha256) fail(`${file.path} has the sha256 ${digest}, it says ${file.sha256}`)
  }
  const written = await filesIn(folder)
  const paths = new Set(files.map(({ path }) => join(folder, path)))
  const untold = written.find((path) => !paths.has(path))
  if (untold) fail(`it wrote ${relative(folder, untold)} and does not say so`)
  const counted = files.reduce((sum, file) => sum + file.rows, 0)
  if (rows !== null && counted !== rows) fail(`it was given ${rows} rows and wrote ${counted}`)
}

/**
 * Each appears whole or not at all, also where the target is on another disk. A link stays, and the file behind it is
 * replaced; into what is no file, such as a pipe or /dev/null, it is written.
 */
export async function moveOutput(from: string, to: string): Promise<void> {
  try {
    makeFolder(dirname(to))
    const there = await stat(to).catch(() => null)
    if (there === null) await place(from, to)
    else if (there.isFile()) await place(from, await realpath(to))
    else await pipeline(createReadStream(from), createWriteStream(to))
  } catch (cause) {
    throw new RimuruError('E8001', `the file cannot be put in its place: ${messageOf(cause)}`, { where: to, cause })
  }
}

async function place(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (systemCodeOf(error) !== 'EXDEV') throw error
    const beside = `${to}.${process.pid}.tmp`
    try {
      await copyFile(from, beside)
      await rename(beside, to)
    } finally {
      await rm(beside, { force: true })
    }
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
