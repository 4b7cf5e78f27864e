import { RimuruError } from '../../../core/errors.ts'

/** One line of its schedule. */
export interface WorkflowJob {
  readonly name: string
  readonly cron: string
  /** IANA zone of the cron line. Default: UTC. */
  readonly timezone?: string
}

/** Each pinned to a commit, which nobody can move to other code. */
const ACTIONS = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  node: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  restore: 'actions/cache/restore@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0',
  save: 'actions/cache/save@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0',
}

/** Where the program comes from: an installation on the runner, or the repository itself. */
const PROGRAMS = {
  installed: {
    variables: `# RIMURU_INSTALL    a command that installs Rimuru, where the runner does not have it
# RIMURU_COMMAND    how it is called there. Default: rimuru
`,
    install: `- name: Install Rimuru
        env:
          RIMURU: \${{ vars.RIMURU_COMMAND || 'rimuru' }}
          RIMURU_INSTALL: \${{ vars.RIMURU_INSTALL }}
        run: |
          bash -euo pipefail -c "$RIMURU_INSTALL"
          command -v "\${RIMURU%% *}" || { echo '::error::no Rimuru here: set RIMURU_INSTALL or RIMURU_COMMAND'; exit 1; }`,
    command: "${{ vars.RIMURU_COMMAND || 'rimuru' }}",
  },
  here: { variables: '', install: '- run: npm ci', command: 'node src/bin.js' },
}

/** At most once a day: each start of a hosted runner is paid for. */
const NIGHTLY = /^\d+ \d+ /

/** A workflow for GitHub Actions that runs each nightly job at its time, the others by hand, and pushes what they commit. */
export function nightlyWorkflow(given: readonly WorkflowJob[], program: keyof typeof PROGRAMS = 'installed'): string {
  const jobs = given.map((job) => ({ ...job, cron: job.cron.trim().replaceAll(/\s+/g, ' ') }))
  for (const job of jobs) refuseUnsafe(job)
  const nightly = jobs.filter(({ cron }) => NIGHTLY.test(cron))
  const others = jobs.filter(({ cron }) => !NIGHTLY.test(cron))
  if (nightly.length === 0) {
    throw new RimuruError('E3001', 'no job has a schedule for a workflow: at most once a day', {
      hint: "give one a schedule: '30 5 * * *'",
    })
  }
  const { variables, install, command } = PROGRAMS[program]
  const names = nightly.concat(others).map(({ name }) => name)
  return `name: Nightly report

# A hosted runner has no data of any agent. One of these variables of the repository says where there is some:
# RIMURU_RUNNER     label of a runner of your own that has it
# RIMURU_DATA_HOME  a folder like a home folder, with a copy of it
${variables}
on:
  schedule:
${nightly.map(scheduleOf).join('')}${others.map(byHand).join('')}  workflow_dispatch:
    inputs:
      job:
        description: Job to run
        type: choice
        required: true
        options:
${names.map((name) => `          - ${name}\n`).join('')}      date:
        description: Day to report, YYYY-MM-DD
        type: string

permissions:
  contents: read

# One after the other, and none is left out: each reports a period of its own.
concurrency:
  group: rimuru
  cancel-in-progress: false
  queue: max

defaults:
  run:
    shell: bash

jobs:
  unknown:
    if: vars.RIMURU_RUNNER == '' && vars.RIMURU_DATA_HOME == ''
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {}
    steps:
      - name: Say that there is nothing to read
        run: |
          echo '::warning::status unknown: a hosted runner has no data of any agent'
          {
            echo '### Nightly report: unknown'
            echo 'A hosted runner has no data of any agent. Nothing was reported, nothing was committed.'
            echo 'Set the variable \`RIMURU_RUNNER\` or \`RIMURU_DATA_HOME\` of this repository.'
          } >> "$GITHUB_STEP_SUMMARY"

  report:
    if: vars.RIMURU_RUNNER != '' || vars.RIMURU_DATA_HOME != ''
    runs-on: \${{ vars.RIMURU_RUNNER || 'ubuntu-latest' }}
    timeout-minutes: 30
    permissions:
      contents: write
    steps:
      - uses: ${ACTIONS.checkout}
      - uses: ${ACTIONS.node}
        with:
          node-version: 24
      ${install}
      # A runner of your own keeps the history itself, in the usual place.
      - name: Take the history out of the cache
        if: runner.environment == 'github-hosted'
        uses: ${ACTIONS.restore}
        with:
          path: \${{ runner.temp }}/rimuru
          key: rimuru-\${{ github.run_id }}-\${{ github.run_attempt }}
          restore-keys: rimuru-
      - name: Run
        id: run
        env:
          RIMURU: ${command}
          SCHEDULE: \${{ github.event.schedule }}
          JOB: \${{ inputs.job }}
          DATE: \${{ inputs.date }}
          DATA_HOME: \${{ vars.RIMURU_DATA_HOME }}
          # What notifiers need, by name, such as
          # SLACK_WEBHOOK_URL: \${{ secrets.SLACK_WEBHOOK_URL }}
        run: |
          case "$SCHEDULE" in
${casesOf(nightly)}            *) jobs="$JOB" ;;
          esac
          if [ "$RUNNER_ENVIRONMENT" = github-hosted ]; then export RIMURU_HOME="$RUNNER_TEMP/rimuru"; fi
          if [ -n "$DATA_HOME" ]; then HOME="$(cd "$DATA_HOME" && pwd)"; export HOME; fi
          code=0
          for job in $jobs; do
            $RIMURU run "$job" \${DATE:+--date "$DATE"} || code=$?
          done
          exit "$code"
      # After a budget's alarm as well, which fails the step before.
      - name: Push what was committed
        if: always() && steps.run.outcome != 'skipped'
        env:
          GIT_COMMITTER_NAME: github-actions[bot]
          GIT_COMMITTER_EMAIL: 41898282+github-actions[bot]@users.noreply.github.com
        run: |
          for attempt in 1 2 3; do
            git push origin "HEAD:$GITHUB_REF" && exit 0
            git pull --rebase origin "$GITHUB_REF"
          done
          exit 1
      # A key of its own for each run: what was saved once is never overwritten.
      - name: Put the history into the cache
        if: always() && runner.environment == 'github-hosted'
        uses: ${ACTIONS.save}
        with:
          path: \${{ runner.temp }}/rimuru
          key: rimuru-\${{ github.run_id }}-\${{ github.run_attempt }}
`
}

/** Both go into a script. */
function refuseUnsafe({ name, cron }: WorkflowJob): void {
  if (/^[\w][\w.-]*$/.test(name) && /^[\w*/,-]+( [\w*/,-]+){4}$/.test(cron)) return
  throw new RimuruError(
    'E3001',
    `the job cannot stand in a workflow: ${JSON.stringify(name)} at ${JSON.stringify(cron)}`,
    {
      hint: 'a name of letters, digits, -, _ and ., and a schedule of five fields',
    },
  )
}

const scheduleOf = ({ name, cron, timezone = 'UTC' }: WorkflowJob): string =>
  `    - cron: '${cron}' # ${name}\n${timezone === 'UTC' ? '' : `      timezone: '${timezone}'\n`}`

const byHand = ({ name, cron }: WorkflowJob): string =>
  `    # ${name} at '${cron}' is left to cron: more than once a day\n`

/** GitHub only says which cron line it was; several jobs may have the same. */
const casesOf = (jobs: readonly WorkflowJob[]): string =>
  [...Map.groupBy(jobs, ({ cron }) => cron)]
    .map(([cron, group]) => `            '${cron}') jobs='${group.map(({ name }) => name).join(' ')}' ;;\n`)
    .join('')
