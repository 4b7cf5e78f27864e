import { existsSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { commitPaths } from '../../../git/commit.ts'
import { pushPullRequest } from '../../../git/pull-request.ts'
import { pushBranch } from '../../../git/push.ts'
import { isDetached } from '../../../git/repository.ts'
import type { Repository } from '../../../git/repository.ts'
import { plural } from '../../../core/count.ts'
import { dollarsOf } from '../../../core/dollars.ts'
import type { PublishSettings } from '../../../config/jobs.ts'
import { moneyOf } from '../../../reports/sections/amounts.ts'
import { recordOutputs } from '../../../warehouse/runs.ts'
import { withoutRepository } from '../can-publish.ts'
import { changesText } from '../changes.ts'
import { leftBehind } from '../cut-off.ts'
import { digestOfFile } from '../files.ts'
import { derivedIndex } from '../index-page.ts'
import { reportFolder } from '../places.ts'
import type { Published, RunContext, RunState, StepResult } from '../context.ts'
import { lockPathOf } from './sync.ts'

/** One commit of what the run wrote, and of nothing else. */
export async function publishStep(context: RunContext, state: Required<RunState>): Promise<StepResult> {
  const { job, publish, tell } = context
  const reason = !state.readable
    ? 'there is nothing to report'
    : job.publish === null
      ? 'the job publishes nothing'
      : !publish
        ? 'not asked for (--no-publish)'
        : job.publish.mode === 'files'
          ? 'files only'
          : null
  if (context.dryRun && state.readable && job.publish !== null) {
    const changes = await changesText(context, state)
    if (changes !== '') tell.note(changes)
  }
  if (reason !== null || job.publish === null) return { detail: reason ?? '', skipped: true }
  const { repository } = state
  if (repository.root === null) {
    // Only a dry run comes this far where it refuses.
    const refusal = withoutRepository(repository, job.publish.mode)
    const detail = refusal === null ? `files only: ${repository.reason}` : `would refuse: ${refusal.what}`
    return { detail, skipped: true }
  }
  if (context.dryRun) return { detail: plannedText(repository, job.publish, state), skipped: true }
  const published = await publishTo(repository, job.publish, context, state).catch(async (error: unknown) => {
    if (job.publish?.hooks) await rememberLeft(context, state)
    throw error
  })
  return { detail: sentenceOf(published), state: { published } }
}

function plannedText(
  repository: Repository,
  { mode, remote }: PublishSettings,
  { outputs }: Required<RunState>,
): string {
  const { obstacle } = repository
  if (obstacle !== null && !(mode === 'pull-request' && isDetached(repository))) return `would refuse: ${obstacle.what}`
  const changed = outputs.filter(({ change }) => change !== 'same').length
  if (changed === 0) return 'no file would change'
  const push = mode === 'push' ? ` and push to ${remote}` : mode === 'pull-request' ? ' for a pull request' : ''
  return `would commit ${plural(changed, 'file')}${push}`
}

async function publishTo(
  repository: Repository,
  publish: PublishSettings,
  context: RunContext,
  state: Required<RunState>,
): Promise<Published> {
  const { job, signal } = context
  const { outputs, dropped, label, evaluated } = state
  const root = reportFolder(context)
  const synced = lockIn(repository, context)
  const paths = [...outputs.map(({ path }) => join(root, path)), ...dropped, ...leftBehind(state, root), ...synced]
  const { mode, remote, branch, hooks, sign, author } = publish
  const message = `${job.name}: ${label}, ${dollarsOf(moneyOf(evaluated.totals.cost_usd))}`
  const options = { paths, message, hooks, sign, signal, ...(author === null ? {} : { identity: author }) }
  if (mode === 'pull-request') {
    const { commit, address } = await pushPullRequest(repository, {
      ...options,
      remote,
      branch,
      derived: derivedIndex(root),
    })
    return { mode, commit, pushed: commit !== null, detail: address }
  }
  const { commit, ignored } = await commitPaths(repository, options)
  const detail = ignored.length > 0 ? `${plural(ignored.length, 'file is', 'files are')} ignored by git` : null
  if (mode !== 'push') return { mode, commit, pushed: false, detail }
  const pushed = await pushBranch(repository, {
    remote,
    paths: [root, ...synced],
    derived: derivedIndex(root),
    hooks,
    sign,
    signal,
  })
  return { mode, commit: commit === null ? null : pushed.commit, pushed: pushed.isPushed, detail }
}

/** A hook that formats and then refuses leaves files that the next run must not take for somebody's work. */
async function rememberLeft(context: RunContext, { data, targets }: Required<RunState>): Promise<void> {
  const left = targets.flatMap(({ to }) => {
    const sha256 = digestOfFile(to)
    return sha256 === null ? [] : [[to, sha256]]
  })
  await recordOutputs(data.db, context.runId, Object.fromEntries(left) as Record<string, string>)
}

/** The price lock of a job that keeps it up to date, where it is in the repository. */
function lockIn({ root }: Repository, context: RunContext): string[] {
  const path = lockPathOf(context)
  if (context.job.prices !== 'sync' || !existsSync(path)) return []
  return realpathSync(path).startsWith(realpathSync(root) + sep) ? [path] : []
}

function sentenceOf({ commit, pushed, detail, mode }: Published): string {
  const did = commit === null ? 'nothing to commit' : `commit ${commit.slice(0, 10)}`
  const parts = [did, pushed ? 'pushed' : mode === 'push' ? 'nothing to push' : null, detail]
  return parts.filter((part) => part !== null).join(', ')
}
