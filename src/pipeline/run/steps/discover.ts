import { plural } from '../../../core/count.ts'
import { discoverSources } from '../../surroundings.ts'
import type { RunContext, StepResult } from '../context.ts'

export async function discoverStep({ settings, env }: RunContext): Promise<StepResult> {
  const sources = discoverSources(settings, env)
  const found = sources.filter(({ files }) => files.length > 0)
  const files = found.reduce((sum, source) => sum + source.files.length, 0)
  const names = [...new Set(found.map(({ agent }) => agent.name))]
  const detail = found.length === 0 ? 'no data found' : `${plural(files, 'file')} of ${names.join(', ')}`
  return { detail, state: { sources } }
}
