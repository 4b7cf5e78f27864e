import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beechwood, teller, usage } from '../helpers/agent-plugins.ts'
import type { Beech } from '../helpers/agent-plugins.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { ROOT } from '../helpers/imports.ts'

interface RunRecord {
  readonly status: string
  readonly exit_code: number
  readonly totals: { readonly requests: number }
  readonly quality: { readonly files_failed: readonly object[] }
  readonly plugins: readonly object[]
  readonly outputs: readonly { readonly path: string }[]
  readonly steps: readonly { readonly id: string; readonly detail: string }[]
}

async function runJob(beech: Beech, ...args: readonly string[]): Promise<RunRecord> {
  writeText(
    join(beech.root, 'jobs/nightly.json'),
    JSON.stringify({ period: 'yesterday', export: ['markdown'], publish: { mode: 'files', folder: 'out' } }),
  )
  const { stdout } = await beech.cli('run', 'nightly', '--date', '2026-11-18', '--json', ...args)
  return JSON.parse(stdout) as RunRecord
}

const reportOf = ({ outputs }: RunRecord): string => outputs.find(({ path }) => path.endsWith('report.md'))!.path

describe('a run', () => {
  it('reports what an agent has that is a plugin', async () => {
    const beech = beechwood()
    beech.tell(usage('r1'))
    const record = await runJob(beech)
    expect(record).toMatchObject({ status: 'ok', exit_code: 0, totals: { requests: 2 } })
    expect(record.plugins).toContainEqual({ id: 'beech', kind: 'agent', verdict: 'ok', detail: null })
    expect(record.steps[0]).toMatchObject({ id: 'discover', detail: '1 file of Claude Code, beech will be asked' })
    expect(readFileSync(join(beech.root, 'out', reportOf(record)), 'utf8')).toContain('beech')
  })

  it.each([
    ['closed', 1, 'failed'],
    ['open', 5, 'incomplete'],
  ])(
    'writes the rest where one has failed, and its fail policy %s makes it exit %i',
    async (failPolicy, code, status) => {
      const beech = beechwood({ main: teller('process.exit(1)') })
      beech.writeConfig({ plugins: { beech: { grants: { read: [beech.data] }, failPolicy } } })
      const record = await runJob(beech)
      expect(record).toMatchObject({ status, exit_code: code, totals: { requests: 1 } })
      const detail = 'its process ended with exit code 1 (in agent/scan)'
      expect(record.quality.files_failed).toEqual([{ path: beech.data, reason: `plugin beech: ${detail}` }])
      expect(record.plugins).toContainEqual({ id: 'beech', kind: 'agent', verdict: 'failed', detail })
      expect(reportOf(record)).toContain('2026-11-18')
    },
  )

  it('leaves nothing of a dry run, neither records nor where they ended', async () => {
    const beech = beechwood()
    beech.tell(usage('r1'))
    expect((await runJob(beech, '--dry-run')).totals.requests).toBe(2)
    expect((await beech.json('costs')).totals.requests).toBe(2)
    expect(beech.asked()).toEqual(['0 of 1', '0 of 1'])
  })
})

const hasPython = spawnSync('python3', ['--version']).status === 0

it.skipIf(!hasPython)('the example in Python reads the logs of an agent, a line once (needs python3)', async () => {
  const root = tempFolder()
  const home = homeWith([{ time: '2026-11-18T10:00:00.000Z' }])
  const options = { home, state: tempFolder(), cwd: root }
  cpSync(join(ROOT, 'plugins/examples/jsonl-agent'), join(root, 'plugins/jsonl-agent'), { recursive: true })
  const plugins = { 'jsonl-agent': { grants: { read: ['~/.acorn'] } } }
  writeText(join(root, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins }))
  const line = (id: string, chat = 'c1') =>
    JSON.stringify({ id, chat, at: '2026-11-18T12:00:00Z', model: 'acorn-large', in: 100, out: 5 })
  const totals = async () => {
    const { totals: found, quality } = await jsonOf<{
      totals: { requests: number; input_tokens: number }
      quality: { lines_bad: number; files_failed: object[]; unpriced_models: string[] }
    }>(['costs', '--agent', 'jsonl-agent'], options)
    expect(quality.files_failed).toEqual([])
    return [found.requests, found.input_tokens, quality.lines_bad]
  }
  expect(await totals()).toEqual([0, 0, 0])

  const path = writeText(
    join(home, '.acorn/work/a.jsonl'),
    `${linesOf([line('a1'), 'no json'])}${line('a2').slice(0, 9)}`,
  )
  expect(await totals()).toEqual([1, 100, 1])
  writeFileSync(path, linesOf([line('a1'), 'no json', line('a2')]))
  writeText(join(home, '.acorn/b.jsonl'), linesOf([line('b1', 'c2'), line('a1')]))
  expect(await totals()).toEqual([3, 300, 1])
  writeFileSync(path, '')
  expect(await totals()).toEqual([3, 300, 1])

  const { stdout } = await runCli(['agents', 'list'], options)
  expect(stdout).toMatch(/^Acorn +2 +2 +3 /m)
})
