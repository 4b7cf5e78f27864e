import { plural } from '../../../core/count.ts'
import { homeOf } from '../../../platform/places.ts'
import { discoverSources, pluginSources } from '../../surroundings.ts'
import type { RunContext, StepResult } from '../context.ts'

export async function discoverStep({ settings, env, configDir }: RunContext): Promise<StepResult> {
  const plugged = await pluginSources(settings, { cwd: configDir, configDir, home: homeOf(env) }, env)
  const sources = [...discoverSources(settings, env), ...plugged]
  const found = sources.filter(({ files }) => files.length > 0)
  const files = found.reduce((sum, source) => sum + source.files.length, 0)
  const names = [...new Set(found.map(({ agent }) => agent.name))]
  const asked = [...new Set(plugged.map(({ agent }) => agent.name))]
  const detail = [
    ...(found.length > 0 ? [`${plural(files, 'file')} of ${names.join(', ')}`] : []),
    ...(asked.length > 0 ? [`${asked.join(', ')} will be asked`] : []),
  ].join(', ')
  return { detail: detail || 'no data found', state: { sources } }
}
