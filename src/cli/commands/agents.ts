import { existsSync } from 'node:fs'
import { AGENTS } from '../../agents/list.ts'
import { warehousePath } from '../../platform/places.ts'
import { buildAgents } from '../../reports/agents.ts'
import { actionOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { exitOf } from '../quality-exit.ts'
import { askedOf, openReading } from '../reading.ts'
import type { Asked } from '../reading.ts'
import { printAgents } from '../ui/agents-table.ts'
import { tellWaiting } from '../ui/waiting.ts'

const ACTIONS = ['list', 'scan'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const full = actionOf(flags, ACTIONS) === 'scan'
  const asked = await askedOf(invocation)
  if (full) await forgetWhatWasRead(invocation, asked)
  const { report, settings, timezone } = await openReading(invocation, asked)
  try {
    const document = await buildAgents({
      ...report,
      agents: AGENTS,
      mode: settings.pricing.cost,
    })
    printAgents(document, { timezone, full }, flags, io)
    return exitOf(document.quality, flags)
  } finally {
    report.close()
  }
}

/** A file that was changed without changing its size and time, as a restored backup may be, is found by reading all. */
async function forgetWhatWasRead({ env, io, signal }: Invocation, { sources }: Asked): Promise<void> {
  const path = warehousePath(env)
  if (!existsSync(path)) return
  const { openWarehouse } = await import('../../warehouse/open.ts')
  const { readAgain } = await import('../../warehouse/read-again.ts')
  const warehouse = await openWarehouse(path, {
    signal,
    waiting: tellWaiting(io),
  })
  try {
    await readAgain(
      warehouse.db,
      sources.map(({ agent, place }) => ({ agent: agent.id, path: place.path })),
    )
  } finally {
    warehouse.close()
  }
}
