import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/**
 * Reads `+GROUP` and `-GROUP`. When the host is killed its end of the pipe closes, and every group that is left goes with
 * it. In a session of its own, so that a Ctrl-C or a hang-up for the host passes it by.
 */
const SCRIPT = `
groups=" "
while read -r line; do
  group=\${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -KILL -- "-$group" 2>/dev/null; done
`

let guardian: ChildProcess | null = null
const watched = new Set<number>()

/** From now on the group does not outlive this process. There is no such watch on Windows. */
export function watchGroup(group: number): void {
  if (process.platform === 'win32') return
  watched.add(group)
  guardian ??= start()
  guardian.stdin?.write(`+${group}\n`)
}

export function unwatchGroup(group: number): void {
  if (!watched.delete(group)) return
  guardian?.stdin?.write(`-${group}\n`)
  if (watched.size > 0) return
  guardian?.stdin?.end()
  guardian = null
}

function start(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, env: {}, stdio: ['pipe', 'ignore', 'ignore'] })
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined)
  child.unref()
  // It must not keep the program running that it watches.
  ;(child.stdin as unknown as { unref?: () => void } | null)?.unref?.()
  return child
}
