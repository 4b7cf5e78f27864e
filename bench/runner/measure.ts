import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sample } from './statistics.ts'

export interface Invocation {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export interface Measured extends Sample {
  readonly stdout: string
}

export interface Measurer {
  readonly measure: (invocation: Invocation) => Measured
  readonly [Symbol.dispose]: () => void
}

const WRAPPER = join(import.meta.dirname, 'measure.py')

/** Node cannot read the resource usage of one child; `wait4` can, and python3 is the smallest thing at hand that calls it. */
export function createMeasurer(): Measurer {
  const asked = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' })
  if (asked.status !== 0)
    throw new Error('The benchmark needs python3 (3.9 or newer) on PATH to measure CPU time and memory exactly.')
  const python = asked.stdout.trim()
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-bench-out-'))
  const [out, err] = [join(folder, 'stdout'), join(folder, 'stderr')]
  return {
    measure: ({ program, args, env }) => {
      const ran = spawnSync(python, ['-S', WRAPPER, out, err, JSON.stringify(env), program, ...args], {
        encoding: 'utf8',
        // In the home that is measured: elsewhere a config may lie about, such as the one of this repository.
        cwd: env['HOME'],
      })
      if (ran.status !== 0) throw new Error(`measuring ${program} failed: ${ran.stderr}`)
      const [wall, cpu, peak, exitCode] = JSON.parse(ran.stdout) as [number, number, number, number]
      if (exitCode !== 0)
        throw new Error(
          `${[program, ...args].join(' ')} exited with ${exitCode}: ${readFileSync(err, 'utf8').slice(-2000)}`,
        )
      return { wall, cpu, peak, stdout: readFileSync(out, 'utf8') }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
