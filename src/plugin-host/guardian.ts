import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/**
 * Reads `+GROUP:INSTANCE` and `-GROUP:INSTANCE`. When the host is killed its end of the pipe closes, and every group that
 * is left goes with it, and so does what left its group and still carries the name of the instance (seen on Linux alone).
 * In a session of its own, so that a Ctrl-C or a hang-up for the host passes it by.
 */
const SCRIPT = `
plugins=" "
while read -r line; do
  plugin=\${line#?}
  case $line in
    +*) plugins="$plugins$plugin " ;;
    -*) plugins="\${plugins%% $plugin *} \${plugins#* $plugin }" ;;
  esac
done
for plugin in $plugins; do kill -s KILL -- "-\${plugin%%:*}" 2>/dev/null; done
for plugin in $plugins; do
  for file in $(grep -lsF "RIMURU_INSTANCE_ID=\${plugin#*:}" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    kill -KILL "\${pid%%/*}" 2>/dev/null
  done
done
`

let guardian: ChildProcess | null = null
/** group -> instance */
const watched = new Map<number, string>()

/** From now on the group does not outlive this process. There is no such watch on Windows. */
export function watchGroup(group: number, instance: string): void {
  if (process.platform === 'win32') return
  watched.set(group, instance)
  guardian ??= start()
  guardian.stdin?.write(`+${group}:${instance}\n`)
}

export function unwatchGroup(group: number): void {
  const instance = watched.get(group)
  if (!watched.delete(group)) return
  guardian?.stdin?.write(`-${group}:${instance}\n`)
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
