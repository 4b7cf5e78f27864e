import type { ReportSection } from '../../plugin-sdk/types.ts'
import type { AgentMeter } from '../../warehouse/queries/meters.ts'
import { table } from './amounts.ts'

/** What agents are billed in other than tokens, and the lines that they changed. */
export const metersSection = (meters: readonly AgentMeter[]): ReportSection | null =>
  meters.length === 0
    ? null
    : table({
        id: 'meters',
        title: 'Beside the cost',
        note: 'As the agents themselves keep it. None of it is in the cost.',
        columns: [
          { key: 'name', label: 'Agent', kind: 'text' },
          { key: 'unit', label: 'What', kind: 'text' },
          { key: 'amount', label: 'Amount', kind: 'decimal' },
        ],
        rows: meters.map(({ agent, unit, amount }) => ({ name: agent, unit, amount })),
      })
