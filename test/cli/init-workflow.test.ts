import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLoaders } from 'cosmiconfig'
import { describe, expect, it } from 'vitest'
import { nightlyWorkflow } from '../../src/cli/commands/init/workflow.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'

interface WorkflowStep {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

interface WorkflowJobs {
  readonly if: string
  readonly 'runs-on': string
  readonly 'timeout-minutes': number
  readonly permissions: unknown
  readonly steps: readonly WorkflowStep[]
}

interface Workflow {
  readonly on: {
    readonly schedule: readonly { readonly cron: string; readonly timezone?: string }[]
    readonly workflow_dispatch: { readonly inputs: Readonly<Record<string, { readonly options?: readonly string[] }>> }
  }
  readonly permissions: unknown
  readonly concurrency: unknown
  readonly jobs: { readonly unknown: WorkflowJobs; readonly report: WorkflowJobs }
}

const JOBS = [
  { name: 'daily-report', cron: '30 5 * * *' },
  { name: 'weekly-digest', cron: '0 6 * * 1', timezone: 'Europe/Berlin' },
  { name: 'second-look', cron: ' 30  5 * * *' },
  { name: 'hourly', cron: '5 * * * *' },
]

const parse = (text: string): Workflow => defaultLoaders['.yaml']('workflow.yml', text) as Workflow
const textOf = (path: string): string => readFileSync(path, 'utf8')
const INSTALLED = nightlyWorkflow(JOBS)
const stepOf = (name: string, text = INSTALLED): WorkflowStep =>
  parse(text).jobs.report.steps.find((step) => step.name === name)!

describe('the workflow of this repository', () => {
  const path = join(ROOT, '.github/workflows/nightly.yml')

  it('is the generated one, with the jobs that init gives to others', async () => {
    const folder = tempFolder()
    expect((await runCli(['init', '--github'], { cwd: folder })).code).toBe(0)
    const { on } = parse(textOf(join(folder, '.github/workflows/rimuru-nightly.yml')))
    const names = on.workflow_dispatch.inputs.job!.options!
    expect(names).toEqual(['daily-report', 'monthly-close', 'weekly-digest', 'budget-check'])
    const jobs = names.map((name, i) => ({ name, cron: on.schedule[i]?.cron ?? '5 * * * *' }))
    await expect(nightlyWorkflow(jobs, 'here')).toMatchFileSnapshot(path)
  })

  it('runs what is in the repository', () => {
    expect(stepOf('Run', textOf(path)).env!.RIMURU).toBe('node src/bin.js')
    expect(textOf(path)).toContain('- run: npm ci\n')
    expect(textOf(path)).not.toContain('RIMURU_INSTALL')
  })
})

describe.each([
  ['of a repository', INSTALLED],
  ['of this one', nightlyWorkflow(JOBS, 'here')],
])('a workflow %s', (_, text) => {
  const workflow = parse(text)

  it('may read, and only the job that commits may write', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(workflow.jobs.unknown.permissions).toEqual({})
    expect(workflow.jobs.report.permissions).toEqual({ contents: 'write' })
  })

  it('pins every action to a commit and says which version that is', () => {
    const uses = text.match(/uses: .*/g)!
    expect(uses).toHaveLength(4)
    for (const line of uses) expect(line).toMatch(/^uses: actions\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('runs one after the other, without dropping any, and not for ever', () => {
    expect(workflow.concurrency).toEqual({ group: 'rimuru', 'cancel-in-progress': false, queue: 'max' })
    expect(workflow.jobs.report['timeout-minutes']).toBe(30)
    expect(workflow.jobs.unknown['timeout-minutes']).toBe(5)
  })

  it('starts at the time of each job in its zone, and by hand', () => {
    expect(workflow.on.schedule).toEqual([
      { cron: '30 5 * * *' },
      { cron: '0 6 * * 1', timezone: 'Europe/Berlin' },
      { cron: '30 5 * * *' },
    ])
    expect(Object.keys(workflow.on.workflow_dispatch.inputs)).toEqual(['job', 'date'])
  })

  it('leaves what runs more than once a day to starts by hand', () => {
    expect(text).toContain("# hourly at '5 * * * *' is left to cron: more than once a day\n")
    expect(workflow.on.workflow_dispatch.inputs.job!.options).toEqual(JOBS.map(({ name }) => name))
    expect(() => nightlyWorkflow(JOBS.slice(3))).toThrow('no job has a schedule for a workflow: at most once a day')
  })

  it('lets nothing write where there is neither a runner of its own nor a data folder', () => {
    const { unknown, report } = workflow.jobs
    expect(unknown.if).toBe("vars.RIMURU_RUNNER == '' && vars.RIMURU_DATA_HOME == ''")
    expect(report.if).toBe("vars.RIMURU_RUNNER != '' || vars.RIMURU_DATA_HOME != ''")
    expect(report['runs-on']).toBe("${{ vars.RIMURU_RUNNER || 'ubuntu-latest' }}")
    expect(unknown.steps.filter(({ uses }) => uses !== undefined)).toEqual([])
  })

  it('keeps the history of a hosted runner in a cache, saved by every run, failed or not', () => {
    const steps = workflow.jobs.report.steps
    const [restore, save] = ['restore', 'save'].map((part) =>
      steps.find(({ uses }) => uses?.includes(`cache/${part}@`))!,
    )
    expect(restore!.if).toBe("runner.environment == 'github-hosted'")
    expect(save!.if).toBe("always() && runner.environment == 'github-hosted'")
    expect(save!.with!.key).toBe('rimuru-${{ github.run_id }}-${{ github.run_attempt }}')
    expect(restore!.with).toEqual({ ...save!.with, 'restore-keys': 'rimuru-' })
    expect(steps.indexOf(restore!)).toBeLessThan(steps.findIndex(({ id }) => id === 'run'))
    expect(steps.at(-1)).toBe(save)
  })

  it('lets no expression into a script, and holds no secret', () => {
    const scripts = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
    expect(text.match(/secrets\.\w+/g)).toEqual(['secrets.SLACK_WEBHOOK_URL'])
  })
})

it('is none without a schedule', () => {
  expect(() => nightlyWorkflow([])).toThrow('no job has a schedule')
})

it('takes no job whose name or schedule would be more than a word in a script', () => {
  expect(() => nightlyWorkflow([{ name: 'a$(id)', cron: '0 0 * * *' }])).toThrow('cannot stand in a workflow: "a$(id)"')
  expect(() => nightlyWorkflow([{ name: 'a', cron: "0 0 * * '" }])).toThrow('cannot stand in a workflow')
  expect(() => nightlyWorkflow([{ name: 'a', cron: '0 0 0 * * *' }])).toThrow('"a" at "0 0 0 * * *"')
})

/** A step's script as a runner runs it. */
function runStep(step: WorkflowStep, cwd: string, env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run!], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('the step that runs the jobs', () => {
  const run = stepOf('Run')

  /** Stands in for the program: says how it was called, and exits as it is told. */
  function runIn(folder: string, env: Readonly<Record<string, string>>) {
    const program = writeText(
      join(folder, 'program'),
      '#!/bin/sh\necho "$@ HOME=$HOME STATE=$RIMURU_HOME"\nexit ${EXIT:-0}\n',
    )
    chmodSync(program, 0o755)
    return runStep(run, folder, { RIMURU: program, RUNNER_ENVIRONMENT: 'self-hosted', ...env })
  }

  it('runs the jobs of the schedule that started it', () => {
    const folder = tempFolder()
    const { status, stdout } = runIn(folder, { SCHEDULE: '30 5 * * *' })
    expect(status).toBe(0)
    expect(stdout).toBe(`run daily-report HOME=${folder} STATE=\nrun second-look HOME=${folder} STATE=\n`)
  })

  it('runs the job of a start by hand for its day', () => {
    const folder = tempFolder()
    const { stdout } = runIn(folder, { JOB: 'weekly-digest', DATE: '2026-11-01' })
    expect(stdout).toBe(`run weekly-digest --date 2026-11-01 HOME=${folder} STATE=\n`)
  })

  it('takes another home only where one is named, and fails where it is not there', () => {
    const folder = tempFolder()
    writeText(join(folder, 'data home/x'), '')
    const hosted = { JOB: 'daily-report', RUNNER_ENVIRONMENT: 'github-hosted', RUNNER_TEMP: '/temp' }
    expect(runIn(folder, { ...hosted, DATA_HOME: 'data home' }).stdout).toBe(
      `run daily-report HOME=${folder}/data home STATE=/temp/rimuru\n`,
    )
    expect(runIn(folder, { ...hosted, DATA_HOME: 'nowhere' })).toMatchObject({ status: 1, stdout: '' })
  })

  it('runs the second job after the first has failed, and fails with its exit code', () => {
    const { status, stdout } = runIn(tempFolder(), { SCHEDULE: '30 5 * * *', EXIT: '3' })
    expect(status).toBe(3)
    expect(stdout.match(/^run /gm)).toHaveLength(2)
  })
})

describe('the step that installs Rimuru', () => {
  const install = stepOf('Install Rimuru')

  it('runs the command of the variable, and says what is missing where there is no Rimuru then', () => {
    const folder = tempFolder()
    expect(runStep(install, folder, { RIMURU: 'sh -x', RIMURU_INSTALL: 'touch installed' }).status).toBe(0)
    expect(existsSync(join(folder, 'installed'))).toBe(true)
    const without = runStep(install, folder, { RIMURU: 'no-such-program', RIMURU_INSTALL: '' })
    expect(without.status).toBe(1)
    expect(without.stdout).toContain('::error::no Rimuru here: set RIMURU_INSTALL or RIMURU_COMMAND')
    expect(runStep(install, folder, { RIMURU: 'sh', RIMURU_INSTALL: 'exit 7' }).status).toBe(7)
  })
})

it('says in the summary that the status is unknown', () => {
  const folder = tempFolder()
  const summary = join(folder, 'summary.md')
  const [step] = parse(INSTALLED).jobs.unknown.steps
  const { status, stdout } = runStep(step!, folder, { GITHUB_STEP_SUMMARY: summary })
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: '::warning::status unknown: a hosted runner has no data of any agent\n',
  })
  expect(textOf(summary)).toMatch(/^### Nightly report: unknown\n.*nothing was committed\.\n.*`RIMURU_DATA_HOME`/)
})

describe('the step that pushes', () => {
  const push = stepOf('Push what was committed')
  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    })

  function commit(folder: string, name: string): void {
    writeText(join(folder, name), name)
    git(folder, 'add', '.')
    git(folder, 'commit', '-qm', name)
  }

  /** A remote with one commit, and a shallow clone as a runner has it. */
  function repository() {
    const folder = tempFolder()
    const [remote, other, runner] = ['remote.git', 'other', 'runner'].map((name) => join(folder, name))
    git(folder, 'init', '-q', '--bare', '-b', 'main', remote!)
    git(folder, 'clone', '-q', remote!, other!)
    git(other!, 'checkout', '-qB', 'main')
    commit(other!, 'first')
    git(other!, 'push', '-q', 'origin', 'main')
    git(folder, 'clone', '-q', '--depth', '1', `file://${remote!}`, runner!)
    return { remote: remote!, other: other!, runner: runner! }
  }

  const pushIn = (folder: string) =>
    runStep(push, folder, { ...push.env, GITHUB_REF: 'refs/heads/main', GIT_CONFIG_NOSYSTEM: '1' })

  it('pushes a report over a push that came in between', () => {
    const { remote, other, runner } = repository()
    commit(other, 'second')
    git(other, 'push', '-q', 'origin', 'main')
    commit(runner, 'report')
    expect(pushIn(runner).status).toBe(0)
    expect(git(remote, 'log', '--format=%s', 'main')).toBe('report\nsecond\nfirst\n')
  })

  it('does nothing where nothing was committed', () => {
    const { remote, runner } = repository()
    expect(pushIn(runner).status).toBe(0)
    expect(git(remote, 'log', '--format=%s', 'main')).toBe('first\n')
  })
})
