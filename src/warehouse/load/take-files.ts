import { appendWith } from '../bulk.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { appendFiles, openFileAppender, writeFiles } from '../files.ts'
import type { FileRecord } from '../files.ts'
import type { ScanBatch, ScannedFile, ScannedSession } from './batch.ts'
import { appendFacts, endsOf, forgetFacts, openFactAppender } from './facts.ts'
import type { FactIds } from './facts.ts'
import { recordOf, wasCut } from './file-record.ts'
import type { LoadPlan } from './loading.ts'

/** What is kept of the files themselves, and what they tell of their sessions. */
export interface TakenFiles {
  take(batch: ScanBatch): void
  /** The records of all files of which something has changed. None of a first load, in which all there is is new. */
  finish(): Promise<FileRecord[]>
  abandon(): void
}

export const takeFiles = (db: DuckDBConnection, plan: LoadPlan, ids: FactIds): TakenFiles =>
  (plan.firstLoad ? takeFirst : takeMore)(db, plan, ids)

/** Written while other threads read on: at the end nobody else would be at work. */
function takeFirst(db: DuckDBConnection, { files }: LoadPlan, ids: FactIds): TakenFiles {
  const fileAppender = openFileAppender(db)
  const factAppender = openFactAppender(db)
  return {
    take(batch) {
      appendFiles(
        fileAppender,
        batch.files.map((file) => recordOf(files[file.file]!, file)),
      )
      appendFacts(factAppender, files, batch.sessions, ids)
    },
    async finish() {
      fileAppender.close()
      factAppender.close()
      return []
    },
    abandon() {
      fileAppender.abandon()
      factAppender.abandon()
    },
  }
}

/** In place of what they were and told before. */
function takeMore(db: DuckDBConnection, { files, gone, others }: LoadPlan, ids: FactIds): TakenFiles {
  const scanned: ScannedFile[] = []
  const facts: ScannedSession[] = []
  return {
    take(batch) {
      scanned.push(...batch.files)
      // One by one: a database may have more of them than a function takes arguments.
      for (const fact of batch.sessions) facts.push(fact)
    },
    async finish() {
      const changed = [...scanned.map((file) => recordOf(files[file.file]!, file)), ...gone, ...others]
      await writeFiles(db, changed)
      const cut = new Set(scanned.filter((file) => wasCut(files[file.file]!, file)).map(({ file }) => file))
      const ends = await endsOf(
        db,
        [...cut].map((file) => files[file]!.record.id),
      )
      // What is left of a log that was cut tells less than the whole did, unless its session has gone on since.
      const told = facts.filter(
        ({ file, endedAt }) =>
          !cut.has(file) || (endedAt ?? -Infinity) > (ends.get(files[file]!.record.id) ?? -Infinity),
      )
      await forgetFacts(db, files, told, ids)
      appendWith(openFactAppender(db), (appender) => appendFacts(appender, files, told, ids))
      return changed
    },
    abandon: () => undefined,
  }
}
