import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HookEvent, PreparedHook } from '../../src/hooks/types.ts'
import { checkPlugin } from '../../src/plugin-host/check/check-plugin.ts'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { DEFAULT_SETTINGS } from '../../src/plugin-host/plan.ts'
import { tempFolder } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'
import { startAt } from '../helpers/running-plugins.ts'
import type { Started } from '../helpers/running-plugins.ts'
import { hasPython } from '../plugin-sdk/python-host.ts'
import { made } from './fakes.ts'

const folderOf = (name: string): string => join(ROOT, 'plugins/examples', name)

async function failedChecks(name: string): Promise<unknown[]> {
  const cwd = tempFolder()
  const plugin = await findPlugin(folderOf(name), { cwd, configDir: cwd, home: cwd })
  const plan = { configDir: cwd, env: { PATH: process.env.PATH }, compileCache: null }
  const report = await checkPlugin(plugin, { settings: DEFAULT_SETTINGS, plan, send: false, tell: () => undefined })
  expect(report.plugin).toMatchObject({ id: name, kind: 'hook' })
  return report.checks.filter(({ ok }) => !ok)
}

const hookOf = ({ plugin }: Started, more: Partial<PreparedHook> = {}): PreparedHook => ({
  plugin,
  on: ['SessionStart', 'SessionEnd', 'CostThreshold'],
  ring: 'pre_flight',
  threshold: null,
  priority: 50,
  failPolicy: 'closed',
  timeoutMs: 20_000,
  ...more,
})

const SESSION = { id: 's1', agent_id: 'acorn', project: 'shöp', cost_usd: '0.5' }
const costOf = (cost: string): HookEvent => ({ name: 'CostThreshold', data: { cost_usd: cost } })

describe('the example cost-guard', () => {
  it('passes the check of plugins', async () => {
    expect(await failedChecks('cost-guard')).toEqual([])
  }, 30_000)

  it('lets everything pass up to its limit, and blocks the last digit above it', async () => {
    const { trigger } = made([hookOf(await startAt(folderOf('cost-guard'), { config: { limit_usd: '9.5' } }))])
    for (const cost of ['0', '9.499999999999999999', '9.5']) {
      expect(await trigger(costOf(cost))).toMatchObject({ action: 'passthrough', failures: [] })
    }
    expect(await trigger(costOf('9.500000000000000001'))).toMatchObject({
      action: 'block',
      by: 'cost-guard',
      block: {
        status_code: 402,
        error_type: 'cost_limit',
        message: '$9.500000000000000001 is more than the limit of $9.5',
      },
    })
    expect(await trigger(costOf('10'))).toMatchObject({ action: 'block' })
  })

  it('tells of sessions that started', async () => {
    const process = await startAt(folderOf('cost-guard'))
    await made([hookOf(process)]).trigger({ name: 'SessionStart', data: SESSION })
    expect(process.lines.map(({ message }) => message)).toEqual(['session s1 of acorn started'])
  })

  it('refuses a limit that is no amount', async () => {
    const start = startAt(folderOf('cost-guard'), { config: { limit_usd: '1,000' } })
    await expect(start).rejects.toThrow('limit_usd')
  })
})

describe.skipIf(!hasPython)('the example session-log (needs python3)', () => {
  it('passes the check of plugins', async () => {
    expect(await failedChecks('session-log')).toEqual([])
  }, 30_000)

  it('adds a line for each session that starts or ends, in their order', async () => {
    const process = await startAt(folderOf('session-log'))
    const { trigger, finish } = made([hookOf(process, { ring: 'background' })])
    await trigger({ name: 'SessionStart', data: SESSION })
    await trigger(costOf('1'))
    await trigger({ name: 'SessionEnd', data: SESSION })
    expect(await finish()).toEqual({ failures: [] })
    const log = readFileSync(join(process.state, 'plugins/session-log/sessions.jsonl'), 'utf8')
    const line = { run: 'run-1', ...SESSION, started_at: null, ended_at: null }
    expect(
      log
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each) as unknown),
    ).toEqual([
      { event: 'SessionStart', ...line },
      { event: 'SessionEnd', ...line },
    ])
  })
})
