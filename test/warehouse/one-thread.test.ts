import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

const ONE_THREAD = new URL('../../src/warehouse/one-thread.ts', import.meta.url).href

/** How many of four tasks have run on a thread of their own, and what a process started afterwards is told. */
const TASKS = `
  import { execFileSync } from 'node:child_process'
  import { open, readdirSync, readFileSync } from 'node:fs'
  const { useOneThread } = await import(${JSON.stringify(ONE_THREAD)})
  useOneThread()
  await Promise.all([1, 2, 3, 4].map(() => new Promise((resolve) => open('.', 'r', resolve))))
  const names = readdirSync('/proc/self/task').map((id) => readFileSync('/proc/self/task/' + id + '/comm', 'utf8'))
  const told = execFileSync(process.execPath, ['-p', 'process.env.UV_THREADPOOL_SIZE']).toString().trim()
  process.stdout.write(names.filter((name) => name.startsWith('libuv-worker')).length + ' ' + told)`

const run = (env: Record<string, string>): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', TASKS], { env }).toString()

it.runIf(process.platform === 'linux')('one thread works for DuckDB, unless the user has said how many', () => {
  expect(run({})).toBe('1 undefined')
  expect(run({ UV_THREADPOOL_SIZE: '3' })).toBe('3 3')
})
