import { join } from 'node:path'
import { openLogFile } from '../log-file.ts'
import type { LogFile } from '../log-file.ts'
import { anotherBranch, DAY, iso } from '../places.ts'
import type { Place } from '../places.ts'
import type { Profile } from '../profiles.ts'
import type { Random } from '../random.ts'
import type { Texts } from '../text.ts'
import type { AgentTruth } from '../truth.ts'
import { copyHistory } from './fork.ts'
import { copyOf, costState } from './ledger.ts'
import type { Spent } from './ledger.ts'
import { attachmentBody, errorBody, promptBody, systemBody, writeRow } from './rows.ts'
import { writeRequest } from './request.ts'
import type { ClaudeVersion } from './versions.ts'

export interface ClaudeWorld {
  readonly random: Random
  readonly texts: Texts
  readonly profile: Profile
  readonly projects: string
  readonly truth: AgentTruth
}

/** One session while it is written. */
export interface Session extends ClaudeWorld {
  readonly version: ClaudeVersion
  readonly place: Place
  readonly folder: string
  readonly id: string
  readonly started: number
  readonly keepsCacheAnHour: boolean
  readonly maySpawn: boolean
  readonly spent: Spent
  branch: string
  clock: number
}

/** A chain of rows: the main conversation or a sub-agent's. */
export interface Thread {
  readonly file: LogFile
  readonly model: string
  readonly agentId: string | undefined
  parent: string | undefined
  context: number
  promptId: string
}

export interface Plan {
  readonly version: ClaudeVersion
  readonly place: Place
  readonly model: string
  readonly start: number
  readonly isForked: boolean
}

export function writeSession(world: ClaudeWorld, plan: Plan): void {
  const { random } = world
  const { version, place, start } = plan
  const folder = join(world.projects, place.cwd.replaceAll(/[^A-Za-z0-9]/g, '-'))
  const common = { ...world, version, place, folder, keepsCacheAnHour: random.chance(0.5) }
  // The account of a fork includes its parent's sub-agents, whose rows it does not copy: forks here come from sessions without any.
  const session: Session = {
    ...common,
    id: random.uuid(),
    started: start,
    clock: start,
    branch: place.branch,
    spent: new Map(),
    maySpawn: !plan.isForked,
  }
  const thread = openThread(session, plan)
  writeOpening(session, thread)
  writeTurns(session, thread, random.around(world.profile.claudeSession))
  finish(session, thread)
  if (plan.isForked) writeFork(session, thread, plan)
}

function writeFork(parent: Session, from: Thread, plan: Plan): void {
  const { random } = parent
  const session: Session = {
    ...parent,
    id: random.uuid(),
    started: parent.clock + 60_000,
    clock: parent.clock + 60_000,
    spent: copyOf(parent.spent),
    maySpawn: false,
  }
  const thread = { ...openThread(session, plan), parent: from.parent, context: from.context }
  copyHistory(parent, session, from.file.lines, thread.file)
  writeTurns(session, thread, thread.file.size() + random.around(parent.profile.claudeSession / 3))
  finish(session, thread)
}

const openThread = (session: Session, plan: Plan): Thread => ({
  file: openLogFile(join(session.folder, `${session.id}.jsonl`), session.truth, plan.isForked),
  model: plan.model,
  agentId: undefined,
  parent: undefined,
  context: session.random.int(9_000, 24_000),
  promptId: session.random.uuid(),
})

function writeOpening(session: Session, thread: Thread): void {
  const { texts, version } = session
  if (version.envelope === 'first') return
  const queued = `"timestamp":"${iso(session.clock)}","sessionId":"${session.id}"`
  thread.file.line(`{"type":"queue-operation","operation":"enqueue",${queued},"content":"${texts.short()}"}`)
  thread.file.line(`{"type":"queue-operation","operation":"dequeue",${queued}}`)
  for (let n = 0; n < 6; n++) writeRow(session, thread, attachmentBody(texts.short()))
  thread.file.line(`{"type":"atis-latch","atis":"","sessionId":"${session.id}"}`)
}

function writeTurns(session: Session, thread: Thread, until: number): void {
  const { random } = session
  do writeTurn(session, thread)
  while (thread.file.size() < until && session.clock - session.started < DAY + DAY / 2)
  if (random.chance(0.3)) writeRow(session, thread, systemBody(random.int(900, 240_000)))
}

function writeTurn(session: Session, thread: Thread): void {
  const { random, texts, version, profile } = session
  // Mostly minutes between prompts; sometimes the session is resumed hours later.
  session.clock += random.chance(0.03) ? random.int(3_600_000, 20_000_000) : random.int(5_000, 300_000)
  if (random.chance(0.05)) session.branch = anotherBranch(random)
  thread.promptId = random.uuid()
  const prompt = random.chance(0.3) ? texts.medium() : texts.short()
  writeRow(session, thread, promptBody(thread.promptId, prompt, profile.image()))
  const requests = random.int(1, 12)
  for (let n = 1; n <= requests; n++) writeRequest(session, thread, n === requests)
  if (random.chance(0.015)) writeRow(session, thread, errorBody(random.uuid()))
  for (let n = random.int(0, 3); n > 0; n--) writeRow(session, thread, attachmentBody(texts.medium()))
  if (version.costState && random.chance(0.15)) thread.file.line(costState(session))
}

function finish(session: Session, thread: Thread): void {
  const { version, texts, id } = session
  if (version.envelope === 'last')
    thread.file.line(
      `{"type":"last-prompt","lastPrompt":"${texts.short()}","leafUuid":"${thread.parent}","sessionId":"${id}"}`,
    )
  if (version.costState) thread.file.line(costState(session))
  thread.file.close(session.clock)
}
