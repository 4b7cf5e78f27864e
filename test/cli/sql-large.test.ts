import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { exitOf } from '../helpers/children.ts'
import { runCli, startCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'

/** More than a text of JavaScript can hold. */
const LARGE = "select repeat('x', 1000) || i as x from range(600000) t(i)"

async function loaded(): Promise<{ home: string; state: string }> {
  const where = { home: homeWith([{ time: '2026-11-01T10:00:00.000Z' }]), state: tempFolder() }
  await runCli(['costs'], where)
  return where
}

async function printed(args: readonly string[], where: { home: string; state: string }) {
  const child = startCli(args, where)
  const ended = exitOf(child)
  const hash = createHash('sha256')
  for await (const piece of child.stdout as AsyncIterable<Buffer>) hash.update(piece)
  return { code: await ended, hash: hash.digest('hex') }
}

function expected(start: string, row: (x: string) => string, between: string, end: string): string {
  const hash = createHash('sha256').update(start)
  const xs = 'x'.repeat(1000)
  for (let i = 0; i < 600_000; i += 1) hash.update(`${i === 0 ? '' : between}${row(`${xs}${i}`)}`)
  return hash.update(end).digest('hex')
}

test.each([
  ['csv', expected('x\r\n', (x) => x, '\r\n', '\r\n')],
  ['ndjson', expected('', (x) => `{"x":"${x}"}`, '\n', '\n')],
  [
    'json',
    expected(
      '{\n  "schema_version": 1,\n  "kind": "sql",\n  "columns": [\n    "x"\n  ],\n  "rows": [\n',
      (x) => `    [\n      "${x}"\n    ]`,
      ',\n',
      '\n  ]\n}\n',
    ),
  ],
])('a result of any size is written as %s', async (format, hash) => {
  expect(await printed(['sql', LARGE, '--format', format], await loaded())).toMatchObject({ code: 0, hash })
})

test.each(['table', 'md'])('a %s that would be too large says what to do', async (format) => {
  const { code, stdout, stderr } = await runCli(['sql', LARGE, '--format', format], await loaded())

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('error E7001: the result is too large for a table')
  expect(stderr).toContain('--format csv')
})

test('a reader that has seen enough ends it', async () => {
  const child = startCli(['sql', LARGE, '--format', 'csv'], await loaded())
  const ended = exitOf(child)
  child.stdout.once('data', () => child.stdout.destroy())

  expect(await ended).toBe(0)
})

test('what fails after much was written says so', async () => {
  const query = "select case when i < 6000000 then i else error('too late') end as i from range(7000000) t(i)"
  const { code, stdout, stderr } = await runCli(['sql', query, '--format', 'csv'], await loaded())

  expect({ code, rows: stdout.startsWith('i\r\n0\r\n1\r\n') }).toEqual({ code: 1, rows: true })
  expect(stderr).toContain('E1002: Invalid Input Error: too late')
})

test('what fails on the way prints nothing of a result of the usual size', async () => {
  const query = "select case when i < 300000 then i else error('too late') end as i from range(400000) t(i)"
  const { code, stdout, stderr } = await runCli(['sql', query, '--json'], await loaded())

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('E1002: Invalid Input Error: too late')
})
