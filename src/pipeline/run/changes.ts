import { join } from 'node:path'
import { runGit } from '../../git/process.ts'
import type { Output, RunContext, RunState, Target } from './context.ts'
import { reportFolder } from './places.ts'

/** What people read. Of the rest it is enough how much changes. */
const READ = /\.(md|csv|ndjson)$/
const MOST_LINES = 12
const WIDEST = 160

/** What a run would change in files that are there, as a diff of their lines. */
export async function changesText(
  context: RunContext,
  { outputs, targets }: Pick<Required<RunState>, 'outputs' | 'targets'>,
): Promise<string> {
  const root = reportFolder(context)
  const changed = outputs.filter(({ change }) => change === 'changed')
  const parts = await Promise.all(
    changed.map(async (output) => {
      const target = targets.find(({ to }) => to === join(root, output.path))
      return target ? await changeText(output, target, context) : ''
    }),
  )
  return parts.filter((part) => part !== '').join('\n')
}

async function changeText({ path }: Output, { from, to }: Target, { configDir, signal }: RunContext): Promise<string> {
  const args = ['diff', '--no-index', '--no-color', '--no-ext-diff', '--unified=0', '--', to, from]
  // Without git there is no diff; what would change is listed all the same.
  const diff = await runGit(configDir, args, { signal }).catch(() => null)
  signal.throwIfAborted()
  if (diff === null) return ''
  const said = diff.out.toString().split('\n')
  // Above the first place that differs there is more where the files differ in their modes too.
  const lines = said.slice(said.findIndex((line) => line.startsWith('@@'))).filter((line) => /^[+-]/.test(line))
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
  const head = `${path}: +${count('+')} -${count('-')} lines`
  if (!READ.test(path)) return head
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => `  ${line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line}`)
  const more = lines.length > shown.length ? [`  … and ${lines.length - shown.length} lines more`] : []
  return [head, ...shown, ...more].join('\n')
}
