import { resolve } from 'node:path'
import { AGENTS } from '../../agents/list.ts'
import { EXIT, RimuruError } from '../../core/errors.ts'
import { warehousePath } from '../../platform/places.ts'
import { forgetRoots, previewForget } from '../../warehouse/forget.ts'
import { openWarehouse } from '../../warehouse/open.ts'
import { readRoots } from '../../warehouse/roots.ts'
import { agentId } from '../agent-id.ts'
import type { Invocation } from '../command.ts'
import { pluginAgents } from '../reading.ts'
import { toJson } from '../ui/formats.ts'
import { plural } from '../ui/numbers.ts'
import { tellWaiting } from '../ui/waiting.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, signal } = invocation
  const source = typeof flags.source === 'string' ? resolve(flags.source) : undefined
  const named = typeof flags.agent === 'string' ? flags.agent : undefined
  if (source === undefined && named === undefined) {
    throw new RimuruError('E7001', 'nothing named to forget', { hint: 'give --source FOLDER or --agent NAME' })
  }
  const plugged = named === undefined ? [] : await pluginAgents(invocation)
  const warehouse = await openWarehouse(warehousePath(env), { signal, waiting: tellWaiting(io) })
  try {
    const roots = await readRoots(warehouse.db)
    // Also those of plugins that are no longer there.
    const stored = roots.map((root) => ({ id: root.agent, name: root.agent }))
    const agent = named === undefined ? undefined : agentId(named, [...AGENTS, ...plugged, ...stored])
    const found = await previewForget(warehouse.db, { ...(source ? { source } : {}), ...(agent ? { agent } : {}) })
    if (found.length === 0) {
      const known = roots.map((root) => `${root.agent}: ${root.path}`)
      throw new RimuruError(
        'E6001',
        `nothing ${source && agent ? `of ${agent} ` : ''}is known from ${source ?? agent}`,
        {
          hint: known.length === 0 ? 'the warehouse is empty' : `known: ${known.join(', ')}`,
        },
      )
    }
    if (flags.yes)
      await forgetRoots(
        warehouse.db,
        found.map(({ id }) => id),
      )
    const forgotten = flags.yes === true
    if (flags.json) {
      io.out(toJson({ schema_version: 1, kind: 'forget', forgotten, sources: found.map(({ id: _, ...rest }) => rest) }))
      return EXIT.ok
    }
    for (const each of found) {
      const only = each.only_copy > 0 ? `, of which ${plural(each.only_copy, 'request')} exist nowhere else` : ''
      const what = `${plural(each.requests, 'request')} of ${plural(each.files, 'file')}${only}`
      io.out(`${each.agent} ${each.source}: ${what} ${forgotten ? 'forgotten' : 'would be forgotten'}\n`)
    }
    io.note(
      forgotten
        ? 'Logs that are still there are read again next time, unless the config turns the source off.\n'
        : 'Nothing was changed; give --yes to do it.\n',
    )
    return EXIT.ok
  } finally {
    warehouse.close()
  }
}
