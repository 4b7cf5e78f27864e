import { readFile, stat } from 'node:fs/promises'
import type { NotificationFile } from 'rimuru/plugin-sdk'
import { oneLine } from './lines.ts'

export interface Attachments {
  readonly attached: readonly { readonly name: string; readonly type: string; readonly content: Buffer }[]
  /** A sentence for each that is not there. */
  readonly leftOut: readonly string[]
}

/** What most servers take, with all that is encoded. */
const LIMIT = 10_000_000

/** Base64 in lines of 76 characters. */
const encoded = (bytes: number): number => Math.ceil((bytes / 57) * 78) + 500

/** Reads the files; the largest are left out until all fit beside what else is in the message. */
export async function attachmentsOf(files: readonly NotificationFile[], besideBytes: number): Promise<Attachments> {
  const sized = await Promise.all(files.map(async (file) => ({ file, bytes: await sizeOf(file.path) })))
  const bySize = sized.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))
  const fitting = new Set<NotificationFile>()
  let total = encoded(besideBytes)
  for (const { file, bytes } of bySize) {
    if (bytes === null) continue
    total += encoded(bytes)
    if (total < LIMIT) fitting.add(file)
  }
  const attached = sized
    .filter(({ file }) => fitting.has(file))
    .map(async ({ file }) => ({
      name: oneLine(file.name),
      type: oneLine(file.media_type),
      content: await readFile(file.path),
    }))
  return {
    attached: await Promise.all(attached),
    leftOut: sized
      .filter(({ file }) => !fitting.has(file))
      .map(({ file: { name }, bytes }) =>
        bytes === null
          ? `${oneLine(name)} is not attached: it cannot be read.`
          : `${oneLine(name)} (${megabytes(bytes)}) is not attached: the message would be larger than 10 MB.`,
      ),
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

async function sizeOf(path: string): Promise<number | null> {
  try {
    const { size } = await stat(path)
    return size
  } catch {
    return null
  }
}
