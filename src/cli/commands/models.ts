import { lastAnswers } from '../../pipeline/prices/last-answers.ts'
import { buildModel } from '../../reports/models-show.ts'
import { buildModels } from '../../reports/models.ts'
import { actionOf, noWord, wordOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { exitOf } from '../quality-exit.ts'
import { calendarOf, openReading } from '../reading.ts'
import { printModel } from '../ui/model-page.ts'
import { printModels } from '../ui/models-table.ts'

const ACTIONS = ['list', 'show'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env } = invocation
  const action = actionOf(flags, ACTIONS)
  const name =
    action === 'show' ? wordOf(flags, 'name', 'rimuru models list shows the names there are') : noWord(flags, 'name')
  const { report, settings, timezone } = await openReading(invocation)
  try {
    const input = { ...report, mode: settings.pricing.cost }
    const calendar = calendarOf(timezone, settings)
    if (typeof name === 'string') {
      const document = await buildModel(input, calendar, name, (isWanted) => lastAnswers(isWanted, env))
      printModel(document, flags, io)
      return exitOf(document.quality, flags)
    }
    const document = await buildModels(input, calendar, flags.all === true)
    printModels(document, report.sources, flags, io)
    return exitOf(document.quality, flags)
  } finally {
    report.close()
  }
}
