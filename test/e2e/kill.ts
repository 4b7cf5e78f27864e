import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { BROKEN } from '../helpers/plugins.ts'
import { processesWith, until } from '../helpers/running-plugins.ts'
import { DAY, manifestOf } from './night.ts'
import type { Night } from './night.ts'

const PATIENCE_MS = 30_000

/** Starts the day's run, ends it as `kill -9` does once this holds, and sees that no process is left, but for what is released then. */
export async function killWhen(
  night: Night,
  holds: (said: string) => boolean,
  release: () => void = () => undefined,
): Promise<void> {
  const child = night.start('run', 'nightly', '--date', DAY)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (holds(said)) child.kill('SIGKILL')
  })
  await killed(night, child, () => holds(said), release)
}

const WATCH = `const [path, pid] = process.argv.slice(1)
while (!fs.existsSync(path));
process.kill(Number(pid), 'SIGKILL')`

/** As soon as there is this file: by a process that does nothing else. */
export async function killAtFile(night: Night, path: string): Promise<void> {
  const child = night.start('run', 'nightly', '--date', DAY)
  child.stderr.resume()
  const watcher = spawn(process.execPath, ['-e', WATCH, path, String(child.pid)])
  await killed(
    night,
    child,
    () => false,
    () => watcher.kill(),
  )
}

async function killed(
  night: Night,
  child: ReturnType<Night['start']>,
  holds: () => boolean,
  release: () => void,
): Promise<void> {
  child.stdout.resume()
  const ended = once(child, 'exit')
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null
  await until(() => isOver() || holds(), PATIENCE_MS)
  child.kill('SIGKILL')
  await ended
  release()
  expect(child.signalCode, 'the run had ended by itself').toBe('SIGKILL')
  await until(() => processesWith(night.state).length === 0, PATIENCE_MS)
}

/** Where a run can be held: what comes there says so, and waits for ever. */
export interface Gate {
  /** The next git command of this name is held; before it is begun. */
  readonly holdGit: (command: string) => void
  readonly holdExporter: () => void
  readonly isReached: () => boolean
  /** Ends what is held there. */
  readonly open: () => void
  /** A git that can be held, for PATH. */
  readonly path: string
  /** An exporter that can be held, as files of a repository. */
  readonly files: Readonly<Record<string, string>>
}

export function madeGate(): Gate {
  const folder = tempFolder()
  const at = (name: string): string => join(folder, name)
  const git = writeText(
    at('bin/git'),
    `#!/bin/sh
if [ -e ${at('git')} ]; then
  for word in "$@"; do
    if [ "$word" = "$(cat ${at('git')})" ]; then hold=1; fi
  done
  if [ -n "$hold" ]; then
    rm ${at('git')}
    echo $$ > ${at('self')}
    mv ${at('self')} ${at('pid')}
    exec sleep 600
  fi
fi
PATH='${process.env.PATH}' exec git "$@"
`,
  )
  chmodSync(git, 0o755)
  const main = `import { existsSync, writeFileSync } from 'node:fs'
import { exported, respond, servePlugin } from '${join(BROKEN, 'wire.mjs')}'
servePlugin('gate', {
  onExport(socket, id, call) {
    if (existsSync('${at('exporter')}')) writeFileSync('${at('pid')}', '')
    else socket.write(respond(id, 200, exported(call)))
  },
})
`
  const gate: Gate = {
    holdGit: (command) => void writeText(at('git'), command),
    holdExporter: () => void writeText(at('exporter'), ''),
    isReached: () => existsSync(at('pid')),
    open() {
      const pid = existsSync(at('pid')) ? Number(readFileSync(at('pid'), 'utf8')) : 0
      if (pid > 0) endProcess(pid)
      for (const name of ['pid', 'git', 'exporter']) rmSync(at(name), { force: true })
    },
    path: `${at('bin')}:${process.env.PATH}`,
    files: {
      'plugins/gate/plugin.toml': manifestOf('gate'),
      'plugins/gate/main.mjs': main,
    },
  }
  onTestFinished(gate.open)
  return gate
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
