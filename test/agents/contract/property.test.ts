import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse } from '../../../src/warehouse/open.ts'
import type { Warehouse } from '../../../src/warehouse/open.ts'
import { loadUsage } from '../../../src/pipeline/load.ts'
import { readRows } from '../../helpers/dump.ts'
import type { Row } from '../../helpers/dump.ts'
import { linesOf } from '../../helpers/folders.ts'
import { look, OWNER } from '../../helpers/ledger.ts'
import { describeLineAgents, madeUpRequests, sessionId } from '../contract.ts'
import type { LineAgentUnderTest, LogStyle } from '../contract.ts'

/** `FUZZ_RUNS=500` looks at so many other histories. */
const RUNS = process.env.FUZZ_RUNS ? { numRuns: Number(process.env.FUZZ_RUNS) } : { numRuns: 6, seed: 2026 }
const SESSIONS = 3

const session = fc.nat({ max: SESSIONS - 1 })
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('append' as const), session, by: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), session, by: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy' as const), session, by: fc.constant(0) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('load' as const), session: fc.constant(0), by: fc.constant(0) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), session, by: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), session, by: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Log {
  path: string
  encode: (content: Buffer) => Buffer
  requests: number
  /** Only the first part of the content is there. */
  share: number
}

/** Some sessions on disk, as an agent and its owner treat them, and what a perfect ledger knows of each. */
class History {
  readonly root: string
  private readonly logs = new Map<string, Log>()
  private readonly most: number[]
  private readonly seen: number[]
  /** Something was deleted or cut: a cold load would know less. */
  hasLost = false
  private readonly underTest: LineAgentUnderTest
  private readonly style: LogStyle
  private readonly first: number

  constructor(folder: string, underTest: LineAgentUnderTest, style: LogStyle, number: number) {
    this.root = join(folder, `${number}`)
    this.underTest = underTest
    this.style = style
    // Ids of their own: histories share a warehouse.
    this.first = number * SESSIONS
    this.most = Array.from({ length: SESSIONS }, () => 0)
    this.seen = Array.from({ length: SESSIONS }, () => 0)
  }

  private id = (session: number): string => sessionId(this.first + session)
  private requestsOf = (session: number, count: number) =>
    madeUpRequests(count).map((request) => ({ ...request, id: `${this.id(session)}-${request.id}` }))
  private contentOf = (session: number, { requests, share }: Log): Buffer => {
    const content = Buffer.from(linesOf(this.style.lines(this.id(session), this.requestsOf(session, requests))))
    return content.subarray(0, Math.floor(share * content.length))
  }

  private write(session: number, log: Log): void {
    const path = join(this.root, log.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, log.encode(this.contentOf(session, log)))
  }

  take({ do: what, session, by }: Step): void {
    const main = this.logs.get(`${session}`)
    if (what === 'append') {
      this.most[session] = this.most[session]! + by
      const log = main ?? {
        path: this.style.path(this.id(session)),
        encode: (content: Buffer) => content,
        requests: 0,
        share: 1,
      }
      this.logs.set(`${session}`, Object.assign(log, { requests: this.most[session], share: 1 }))
      this.write(session, log)
    }
    if (!main) return
    if (what === 'move') {
      const { moves } = this.underTest
      const { path, bytes } = moves[by % moves.length]!
      rmSync(join(this.root, main.path))
      main.path = path(this.style.path(this.id(session)))
      main.encode = bytes ?? ((content) => content)
      this.write(session, main)
    } else if (what === 'copy') {
      const path = this.underTest.copyPath(main.path)
      if (path === null || path === main.path) return
      const log = { ...main, path }
      this.logs.set(`${session} copy`, log)
      this.write(session, log)
    } else if (what === 'cut') {
      // What is left of something new would have to be told from its bytes.
      if (this.seen[session]! < main.requests) return
      this.hasLost = true
      main.share = by
      this.write(session, main)
    } else if (what === 'delete') {
      this.hasLost = true
      this.logs.delete(`${session}`)
      rmSync(join(this.root, main.path))
    }
  }

  /** What is on disk now has been seen. */
  look(): void {
    for (const [name, log] of this.logs) {
      const session = Number.parseInt(name, 10)
      if (log.share === 1) this.seen[session] = Math.max(this.seen[session]!, log.requests)
    }
  }

  expected(): unknown[] {
    return this.seen.flatMap((count, session) =>
      this.requestsOf(session, count).map(({ input, cacheRead, output }) => [
        this.id(session),
        input,
        cacheRead,
        output,
      ]),
    )
  }
}

let count = 0
let folder: string
let warm: Warehouse
let cold: Warehouse
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rimuru-test-')))
  warm = await openWarehouse(':memory:')
  cold = await openWarehouse(':memory:')
})
afterAll(() => {
  warm.close()
  cold.close()
  rmSync(folder, { recursive: true })
})

describeLineAgents('any history of its logs', (underTest) => {
  it.each(underTest.styles)('leaves a ledger that knows all that was ever seen, once: $name', async (style) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        count += 1
        const history = new History(folder, underTest, style, count)
        mkdirSync(history.root)
        for (const each of [...steps, LAST]) {
          history.take(each)
          if (each.do !== 'load') continue
          await loadUsage(warm.db, look(underTest.agent, [history.root]), { owner: OWNER })
          history.look()
          expect(await countedOf(warm, history.root)).toEqual(history.expected())
        }
        if (history.hasLost) return
        await loadUsage(cold.db, look(underTest.agent, [history.root]), { owner: OWNER })
        expect(await rowsOf(warm, history.root)).toEqual(await rowsOf(cold, history.root))
      }),
      RUNS,
    )
  })
})

const LAST: Step = { do: 'load', session: 0, by: 0 }

async function countedOf({ db }: Warehouse, root: string): Promise<unknown[]> {
  const rows = await db.runAndReadAll(
    `select s.name, e.input, e.cache_read, e.output from entry e join session s using (session_id)
    join root o using (root_id) where e.counted and o.path = ? order by all`,
    [root],
  )
  return rows.getRows().map(([name, ...tokens]) => [name, ...tokens.map(Number)])
}

async function rowsOf({ db }: Warehouse, root: string): Promise<Row[][]> {
  const own = `join root o using (root_id) where o.path = '${root}' order by all`
  const entries = `select f.path, e.* exclude (file_id, root_id, session_id, sku_id, place_id, branch_id, contested, shared)
    from entry e join file f using (file_id) join root o on o.root_id = e.root_id where o.path = '${root}' order by all`
  const files = `select file.path, state, read_to, lines, lines_bad, torn_tail, records, removed, problems, first_at, last_at, resume from file ${own}`
  return [await readRows(db, entries), await readRows(db, files)]
}
