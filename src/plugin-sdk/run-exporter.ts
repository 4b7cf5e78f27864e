import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context, ExportCall, Exporter, Pieces } from './definitions.ts'
import type { DataSource, ExportAnswer, ExportBody } from './messages.ts'
import { rowsOf } from './rows.ts'
import type { CostRecord, ExportedFile, Report, Session } from './types.ts'

type Streamed = () => AsyncIterable<readonly unknown[]>

/** Has the exporter write one kind of data; null where it has no such. */
export async function runExport(
  exporter: Exporter,
  what: string,
  body: unknown,
  ctx: Context,
  streamed: Streamed,
): Promise<ExportAnswer | null> {
  // The host sends what its types say.
  const { options, out, name, data } = body as ExportBody<never>
  const further: Promise<ExportedFile>[] = []
  const add: ExportCall['add'] = (file) => {
    const told = sha256Of(join(out, file.path)).then((sha256) => ({ ...file, sha256 }))
    // It may fail before it is waited for.
    told.catch(() => undefined)
    further.push(told)
  }
  const call: ExportCall = { options, ctx, out, name, add }
  const path = `${name}.${exporter.extension}`
  const main = async (pieces: Pieces | Promise<void>, rows: () => number): Promise<ExportAnswer> => {
    const written = isPieces(pieces) ? await writePieces(join(out, path), pieces) : await pieces
    const file = written ? [{ path, media_type: exporter.mediaType, rows: rows(), sha256: written }] : []
    return { files: [...file, ...(await Promise.all(further))] }
  }
  if (what === 'report') {
    if (!exporter.report) return null
    const report: Report = data
    return main(exporter.report(report, call), () => report.sections.reduce((sum, { rows }) => sum + rows.length, 0))
  }
  if (what === 'costs' && exporter.costs) {
    const rows = rowsOf(data as DataSource<CostRecord>, streamed)
    return main(exporter.costs(rows, call), () => rows.count)
  }
  if (what === 'sessions' && exporter.sessions) {
    const rows = rowsOf(data as DataSource<Session>, streamed)
    return main(exporter.sessions(rows, call), () => rows.count)
  }
  return null
}

const isPieces = (value: Pieces | Promise<void>): value is Pieces =>
  Symbol.asyncIterator in value || Symbol.iterator in value

/** Small pieces are gathered before they are written. */
const ENOUGH = 256 << 10

async function writePieces(path: string, pieces: Pieces): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  let gathered: Buffer[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(gathered, size)
    gathered = []
    size = 0
    hash.update(bytes)
    await file.writeFile(bytes)
  }
  try {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece)
      gathered.push(bytes)
      size += bytes.length
      if (size >= ENOUGH) await flush()
    }
    await flush()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
