import { join } from 'node:path'
import { openLogFile } from '../log-file.ts'
import type { LogFile } from '../log-file.ts'
import { DAY, iso } from '../places.ts'
import type { Place } from '../places.ts'
import type { Profile } from '../profiles.ts'
import type { Random } from '../random.ts'
import type { Texts } from '../text.ts'
import type { AgentTruth } from '../truth.ts'
import { writeTurn } from './turn.ts'
import { message, sessionMeta, writeLine } from './rows.ts'
import { noCounts } from './usage.ts'
import type { Counts } from './usage.ts'
import type { CodexVersion } from './versions.ts'

export interface CodexWorld {
  readonly random: Random
  readonly texts: Texts
  readonly profile: Profile
  readonly sessions: string
  readonly truth: AgentTruth
}

/** One thread while its file is written. */
export interface Rollout extends CodexWorld {
  readonly kind: 'root' | 'fork' | 'subagent'
  readonly version: CodexVersion
  readonly place: Place
  readonly id: string
  readonly started: number
  readonly parent: { readonly id: string } | undefined
  readonly file: LogFile
  model: string
  clock: number
  ordinal: number
  turnId: string
  context: number
  total: Counts
  /** The count that older versions say again when the next response begins. */
  unrepeated: Counts | undefined
}

export interface Plan {
  readonly version: CodexVersion
  readonly place: Place
  readonly model: string
  readonly start: number
  readonly isForked: boolean
}

/** Rollouts are named by local time; the machine of this corpus is two hours ahead of UTC. */
const LOCAL_OFFSET = 2 * 3_600_000

export function writeRollout(world: CodexWorld, plan: Plan): void {
  const rollout = open(world, plan, 'root', plan.start, undefined)
  writeOpening(rollout)
  writeTurns(rollout, world.random.around(world.profile.codexRollout))
  rollout.file.close(rollout.clock)
  if (plan.isForked) writeFork(rollout, plan)
  if (plan.version.paginated && world.random.chance(0.12)) writeSubagent(rollout, plan)
}

function open(
  world: CodexWorld,
  plan: Plan,
  kind: Rollout['kind'],
  start: number,
  parent: Rollout | undefined,
): Rollout {
  const { random, sessions, truth } = world
  const id = random.uuidV7(start)
  const local = iso(start + LOCAL_OFFSET)
  const name = `rollout-${local.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`
  const path = join(sessions, local.slice(0, 4), local.slice(5, 7), local.slice(8, 10), name)
  return {
    ...world,
    kind,
    id,
    parent,
    started: start,
    clock: start,
    version: plan.version,
    place: plan.place,
    model: plan.model,
    file: openLogFile(path, truth, plan.isForked && kind === 'root'),
    ordinal: 0,
    turnId: '',
    context: random.int(6_000, 14_000),
    total: noCounts(),
    unrepeated: undefined,
  }
}

function writeOpening(rollout: Rollout): void {
  const { texts, place } = rollout
  writeLine(rollout, 'session_meta', sessionMeta(rollout))
  rollout.clock += 20
  writeLine(rollout, 'response_item', message(rollout, 'developer', `<permissions instructions>\\n${texts.medium()}`))
  writeLine(
    rollout,
    'response_item',
    message(
      rollout,
      'user',
      `<environment_context>\\n  <cwd>${place.cwd}</cwd>\\n  <shell>bash</shell>\\n</environment_context>`,
    ),
  )
}

function writeTurns(rollout: Rollout, until: number): void {
  do writeTurn(rollout)
  while (rollout.file.size() < until && rollout.clock - rollout.started < DAY + DAY / 2)
}

/** A fork's own turns begin seconds after its head: same-second usage is read differently by different tools. */
function writeFork(parent: Rollout, plan: Plan): void {
  const { random, profile } = parent
  const start = parent.clock - (parent.clock % 1000) + random.int(60, 90_000) * 1000 + random.int(0, 700)
  const forkOf = open(parent, plan, 'fork', start, parent)
  const fork: Rollout = {
    ...forkOf,
    ordinal: parent.ordinal,
    total: parent.total,
    context: parent.context,
    model: parent.model,
  }
  writeLine(fork, 'session_meta', sessionMeta(fork))
  if (!plan.version.paginated) {
    fork.clock += 20
    const now = iso(fork.clock)
    const head = '{"timestamp":"'.length
    for (const line of parent.file.lines) fork.file.line(line.slice(0, head) + now + line.slice(head + now.length))
  }
  writeTurns(fork, fork.file.size() + random.around(profile.codexRollout / 3))
  fork.file.close(fork.clock)
}

function writeSubagent(parent: Rollout, plan: Plan): void {
  const start = parent.started + parent.random.int(5_000, 60_000)
  const child = open(parent, { ...plan, isForked: false }, 'subagent', start, parent)
  writeOpening(child)
  writeTurns(child, parent.random.around(parent.profile.codexRollout / 3))
  child.file.close(child.clock)
}
