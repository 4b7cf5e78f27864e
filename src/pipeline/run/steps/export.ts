import { statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { plural } from '../../../core/count.ts'
import { RimuruError } from '../../../core/errors.ts'
import { committedOver, editedByHand, storedAlike } from '../../../git/edited.ts'
import { repositoryOf } from '../../../git/repository.ts'
import type { NoRepository, Repository } from '../../../git/repository.ts'
import { makeStateFolder } from '../../../platform/folders.ts'
import { knownOutputs, recordOutputs } from '../../../warehouse/runs.ts'
import { refuseUnknownAttachments } from '../attachments.ts'
import { digestOfFile, placeFile, removeFile, removeUnfinished, sha256Of } from '../files.ts'
import { INDEX_FILE, indexPage } from '../index-page.ts'
import { RUN_FILE, runFileOf, writtenBefore } from '../record-file.ts'
import type { RunFile } from '../record-file.ts'
import { runExports, writesFiles } from '../exports.ts'
import { refuseForeignIndex, refuseLinks, refuseUnfit } from '../refuse-unfit.ts'
import { reportFolder, workFolder } from '../places.ts'
import { isSealed } from '../seal.ts'
import type { Output, RunContext, RunState, Staged, StepResult, Target } from '../context.ts'

/** Files are written aside first; only when all of them are there, each is put in its place. */
export async function exportStep(context: RunContext, state: Required<RunState>): Promise<StepResult> {
  const { job } = context
  if (!state.readable) return { detail: 'there is nothing to report', skipped: true }
  if (!writesFiles(job)) {
    return { detail: 'the job writes no files', skipped: true }
  }
  refuseLinks(context, job.publish === null ? [] : [join(reportFolder(context), job.name, state.label, RUN_FILE)])
  const repository = await repositoryOf(reportFolder(context), context.signal)
  refuseUnfit(context, repository)
  const { staged, verdicts } = await runExports(context, state)
  context.plugins.release(job.export.map(({ plugin }) => plugin))
  refuseUnknownAttachments(context, staged, verdicts)
  const incomplete = verdicts.some(({ verdict }) => verdict === 'failed')
  if (job.publish === null) {
    return { detail: `${plural(staged.length, 'file')} to send along`, incomplete, state: { staged, verdicts } }
  }
  const { outputs, targets, dropped } = await writeOutputs(context, { ...state, verdicts }, staged, repository)
  const changed = outputs.filter(({ change }) => change !== 'same').length
  const folder = relative(context.configDir, join(reportFolder(context), job.name, state.label)) || '.'
  const did = context.dryRun ? 'would change' : 'changed'
  const detail = `${folder}: ${plural(outputs.length, 'file')}, ${changed} ${did}`
  return { detail, incomplete, state: { staged, outputs, targets, dropped, verdicts, repository } }
}

async function writeOutputs(
  context: RunContext,
  state: Required<RunState>,
  staged: readonly Staged[],
  repository: Repository | NoRepository,
): Promise<Required<Pick<RunState, 'outputs' | 'targets' | 'dropped'>>> {
  const { job, dryRun } = context
  const root = reportFolder(context)
  const folder = join(root, job.name, state.label)
  const targets = staged.map((each) => ({ ...each, to: join(folder, each.file.path) }))
  const runFile = join(folder, RUN_FILE)
  const before = writtenBefore(runFile)
  const text = runFileOf(
    context,
    state,
    staged.map(({ file }) => file),
  )
  targets.push(aside(context, runFile, text))
  const run = JSON.parse(text) as RunFile
  const indexFile = join(root, INDEX_FILE)
  targets.push(aside(context, indexFile, indexPage(root, { job: job.name, label: state.label, run })))

  const known = await knownOutputs(state.data.db, root)
  const dropped = [...new Set([...before.keys(), ...known.keys()])].filter(
    (path) => path.startsWith(folder + sep) && !targets.some(({ to }) => to === path),
  )
  const hasFailed = state.verdicts.some(({ verdict }) => verdict === 'failed')
  // What a run that was cut off has not removed any more is in no run.json. Whose a file was is not known: as long as
  // one of the exporters fails, what it has written before may be any of them.
  const obsolete = dropped.filter((path) => {
    if (hasFailed) return false
    const there = digestOfFile(path)
    return there !== null && (before.has(path) || known.get(path)!.includes(there))
  })
  await refuseEdited(context, repository, { runFile, targets, obsolete, before, known })
  refuseForeignIndex(indexFile, known.get(indexFile) ?? [])
  refuseLinks(
    context,
    targets.map(({ to }) => to),
  )
  const differing = targets.filter(({ to, file }) => ![null, file.sha256].includes(digestOfFile(to)))
  const alike = repository.root === null ? [] : await storedAlike(repository, differing, context.signal)
  const outputs = targets.map((target) => outputOf(target, root, alike))
  const removed = obsolete.map((path): Output => ({ ...NOTHING, path: relative(root, path), change: 'removed' }))
  if (!dryRun) {
    const digests = Object.fromEntries([
      ...targets.map(({ to, file }) => [to, file.sha256]),
      ...obsolete.map((path) => [path, digestOfFile(path)]),
    ])
    // Told before it is done: what a run that is cut off has written is known to the next as ours.
    await recordOutputs(state.data.db, context.runId, digests)
    for (const place of new Set(targets.map(({ to }) => dirname(to)))) removeUnfinished(place)
    for (const [i, { from, to }] of targets.entries()) if (outputs[i]!.change !== 'same') placeFile(from, to)
    for (const path of obsolete) removeFile(path)
  }
  return {
    outputs: [...outputs, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1)),
    targets,
    dropped: dropped.filter((path) => obsolete.includes(path) || digestOfFile(path) === null),
  }
}

const NOTHING = { media_type: 'application/octet-stream', rows: 0, sha256: '', bytes: 0 }

/** A file of the host itself, beside those of the plugins. */
function aside(context: RunContext, to: string, text: string): Target {
  const from = join(workFolder(context), `host-${sha256Of(to).slice(0, 12)}`)
  makeStateFolder(dirname(from))
  writeFileSync(from, text)
  const media_type = to.endsWith('.json') ? 'application/json' : 'text/markdown'
  return { from, to, file: { path: to, media_type, rows: 0, sha256: sha256Of(text) } }
}

function outputOf({ file, from, to }: Target, root: string, alike: readonly string[]): Output {
  const there = digestOfFile(to)
  const change = there === null ? 'new' : there === file.sha256 || alike.includes(to) ? 'same' : 'changed'
  return { ...file, path: relative(root, to).replaceAll('\\', '/'), bytes: statSync(from).size, change }
}

interface Ours {
  readonly runFile: string
  readonly targets: readonly Target[]
  readonly obsolete: readonly string[]
  /** What the run before has written there, by its run.json, and what all runs have, by the state. */
  readonly before: ReadonlyMap<string, string>
  readonly known: ReadonlyMap<string, readonly string[]>
}

/** What somebody has changed by hand is theirs. What a run has written, and what git has, is not. */
async function refuseEdited(
  context: RunContext,
  repository: Repository | NoRepository,
  { runFile, targets, obsolete, before, known }: Ours,
): Promise<void> {
  const paths = [...targets.map(({ to }) => to), ...obsolete]
  const written = (path: string): string[] => [
    ...(known.get(path) ?? []),
    ...(before.has(path) ? [before.get(path)!] : []),
    ...targets.filter(({ to }) => to === path).map(({ file }) => file.sha256),
    ...(isSealed(path) ? [digestOfFile(path)!] : []),
  ]
  const others = paths.filter((path) => {
    const there = before.has(path) ? digestOfFile(path) : null
    return there !== null && !written(path).includes(there)
  })
  const { signal } = context
  // What was committed over what a run has written was meant.
  const edited =
    repository.root === null
      ? others
      : [
          ...(await committedOver(repository, runFile, others, signal)),
          ...(await editedByHand(repository, paths, written, signal)),
        ]
  if (edited.length === 0) return
  const names = [...new Set(edited)].map((path) => relative(context.configDir, path)).sort()
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  throw new RimuruError('E8001', `changed by hand, so it is not overwritten: ${names.slice(0, 3).join(', ')}${more}`, {
    where: reportFolder(context),
    hint: 'keep your change under another name, and delete the file or restore it with git restore',
  })
}
