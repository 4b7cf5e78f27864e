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
  const left = processesOf(group, instance)
  const alive = signalGroup(group, 0)
  if (left.length === 0 && !alive) return 0
  signalGroup(group, 'SIGTERM')
  for (let waited = 0; waited < 200 && signalGroup(group, 0); waited += 20) await sleep(20)
  signalGroup(group, 'SIGKILL')
  for (const pid of processesOf(group, instance)) kill(pid)
  return Math.max(left.length, alive ? 1 : 0)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in the meantime.
  }
}

/** Living processes of the group, and those that left it but still carry the plugin's name. Known on Linux alone. */
function processesOf(group: number, instance: string): number[] {
  if (process.platform !== 'linux') return []
  const marker = `RIMURU_INSTANCE_ID=${instance}\0`
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isOf(pid, group, marker))
}

function isOf(pid: number, group: number, marker: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return false
    return Number(pgrp) === group || readFileSync(`/proc/${pid}/environ`, 'latin1').includes(marker)
  } catch {
    return false
  }
}
