import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A signal to every process of a group; false when there is none any more. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    // A negative number names the group; Windows has none, there it is the process.
    process.kill(process.platform === 'win32' ? group : -group, signal)
    return true
  } catch {
    return false
  }
}

/** Ends whatever is left of a plugin; how many processes that were. */
export async function killLeftovers(group: number, instance: string): Promise<number> {
  const left = (await lookAround()).filter((each) => isOf(each, group, instance))
  const alive = signalGroup(group, 0)
  if (left.length === 0 && !alive) return 0
  signalGroup(group, 'SIGTERM')
  for (let waited = 0; waited < 200 && signalGroup(group, 0); waited += 20) await sleep(20)
  signalGroup(group, 'SIGKILL')
  for (const each of processes()) if (isOf(each, group, instance)) kill(each.pid)
  return Math.max(left.length, alive ? 1 : 0)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in the meantime.
  }
}

interface Process {
  readonly pid: number
  readonly group: number
  /** The plugin whose name it carries, also where it has left the group. */
  readonly instance: string | null
}

const isOf = (each: Process, group: number, instance: string): boolean =>
  each.group === group || each.instance === instance

/** To look takes long where there are many processes: plugins that end together share one look after all of them. */
const TOGETHER_MS = 3
let next: Promise<readonly Process[]> | null = null

function lookAround(): Promise<readonly Process[]> {
  next ??= sleep(TOGETHER_MS).then(() => {
    next = null
    return processes()
  })
  return next
}

/** All that live. Known on Linux alone. */
function processes(): Process[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    return pid > 0 && pid !== process.pid ? processOf(pid) : []
  })
}

function processOf(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return []
    return [{ pid, group: Number(group), instance: instanceOf(pid) }]
  } catch {
    return []
  }
}

/** Of a process of somebody else the environment cannot be read. */
function instanceOf(pid: number): string | null {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
    return /(?:^|\0)RIMURU_INSTANCE_ID=([^\0]*)/.exec(environment)?.[1] ?? null
  } catch {
    return null
  }
}
