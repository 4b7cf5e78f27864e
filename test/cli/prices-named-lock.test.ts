import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CostsDocument } from '../../src/reports/costs.ts'
import type { DoctorDocument } from '../../src/reports/doctor.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { fromLitellm } from '../helpers/price-files.ts'

function project() {
  const cwd = tempFolder()
  const HOME = homeWith([{ time: '2026-11-10T10:00:00.000Z', model: 'acme-coder', input: 1_000_000, output: 0 }])
  writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { lock: 'team.lock.json' } }))
  return { cwd, env: { HOME }, lock: join(cwd, 'team.lock.json') }
}

describe('a price lock that the config names', () => {
  it.each([
    [['costs']],
    [['sessions']],
    [['explain']],
    [['models']],
    [['prices']],
    [['prices', 'show', 'gpt-5.5']],
    [['prices', 'verify']],
    [['reprice', '--with', 'gpt-5.5']],
    [['run', 'daily-report', '--date', '2026-11-10', '--no-notify', '--no-publish']],
  ])('has to be there for %j', async (args) => {
    const { cwd, env, lock } = project()
    const { code, stdout, stderr } = await runCli(args, { cwd, env })

    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(`error E5002: the price lock that the config names is not there (${lock})`)
    expect(stderr).toContain('rimuru prices sync writes a new one')
  })

  it('is not there where the link to it leads nowhere', async () => {
    const { cwd, env, lock } = project()
    symlinkSync(join(cwd, 'gone.json'), lock)
    expect((await runCli(['costs', '--json'], { cwd, env })).code).toBe(2)
  })

  it('is written by a sync, and counts from then on', async () => {
    const { cwd, env, lock } = project()
    const sync = ['prices', 'sync', ...fromLitellm({ 'acme/acme-coder': { input: 1, output: 2 } })]
    expect((await runCli(sync, { cwd, env })).code).toBe(0)
    expect(existsSync(lock)).toBe(true)
    expect((await jsonOf<CostsDocument>(['costs'], { cwd, env })).totals.cost_usd).toBe('1')
  })

  it('stops neither a look at the config nor doctor, which says so', async () => {
    const { cwd, env, lock } = project()
    expect((await runCli(['config', 'validate'], { cwd, env })).code).toBe(0)
    expect((await runCli(['config', 'print'], { cwd, env })).stdout).toContain(lock)

    const doctor = await runCli(['doctor', '--json'], { cwd, env })
    const { checks } = JSON.parse(doctor.stdout) as DoctorDocument
    expect(doctor.code).toBe(1)
    expect(checks.find(({ name }) => name === 'lock')).toMatchObject({
      status: 'fail',
      detail: `${lock}: the price lock that the config names is not there`,
      hint: 'bring it back or correct pricing.lock; rimuru prices sync writes a new one',
    })
  })

  it('may be missing at its usual place', async () => {
    const { cwd, env } = project()
    writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1 }))
    expect((await runCli(['costs'], { cwd, env })).code).toBe(0)
  })
})
