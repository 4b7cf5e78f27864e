import type { JobExport } from '../../config/job-types.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { createTables } from '../report.ts'
import type { LoadedData } from '../open-data.ts'
import type { RunContext } from './context.ts'
import { startRowExports, writesFiles } from './exports.ts'
import type { StagedResult } from './exports.ts'
import { readFeed } from './feed.ts'
import type { Feed } from './feed.ts'

/** What needs no report is asked of the warehouse while the report is made, on a connection of its own. */
export interface Beside {
  readonly rowExports: ReadonlyMap<JobExport, Promise<StagedResult>>
  readonly feed: Promise<Feed>
  /** When all of it is over. */
  close(): Promise<void>
}

export function openBeside(context: RunContext, series: string, input: ReportInput, data: LoadedData): Beside {
  const own = connected(input, data)
  const rowExports = writesFiles(context.job) ? startRowExports(context, own) : new Map<JobExport, never>()
  const feed = Promise.all(rowExports.values()).then(async () => readFeed(context, series, await own))
  // Whoever waits for it hears of it.
  feed.catch(() => undefined)
  return {
    rowExports,
    feed,
    async close() {
      await Promise.allSettled([feed])
      await own.then(({ db }) => db.closeSync()).catch(() => undefined)
    },
  }
}

async function connected(input: ReportInput, data: LoadedData): Promise<ReportInput> {
  const db = await data.connect()
  await createTables(db, input.book, input.scope)
  return { ...input, db }
}
