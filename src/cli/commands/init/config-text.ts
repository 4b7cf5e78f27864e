import { AGENTS } from '../../../agents/list.ts'
import type { Answers } from './answers.ts'

/** The config file that a repository starts with. */
export function configText({ timezone, budget }: Pick<Answers, 'timezone' | 'budget'>): string {
  const [first, ...others] = AGENTS.map(({ id }) => (/^\w+$/.test(id) ? id : `'${id}'`))
  const agent = `'${AGENTS[0]!.id}'`
  const sources = [
    `${first}: { dirs: ['/mnt/old-laptop/data'] }, // instead of its default folders`,
    ...others.map((id) => `${id}: { enabled: false }, // left out`),
  ]
  return `import { defineConfig } from 'rimuru'

export default defineConfig({
  version: 1,
  // Days, weeks and months are cut in this zone, so the same logs give the same report on every machine.
  timezone: '${timezone}',

  // What usage may cost. A run warns from 80 percent on, and of a pace that leads above it; used up, it exits 3.
  ${budget === null ? '// ' : ''}budgets: [{ name: 'month', amount: ${amountOf(budget ?? '500')}, period: 'month' }],

  // Prices are pinned in prices/prices.lock.json; rimuru prices sync asks for newer ones. Your own terms stand here.
  // pricing: {
  //   discounts: [{ provider: 'anthropic', percent: 15 }], // off the list price
  //   subscriptions: [{ name: 'team plan', amount: 200, scope: { agents: [${agent}] } }], // told beside the cost
  // },

  // Logs are found where the agents write them. Only what differs stands here.
  // sources: {
${sources.map((source) => `  //   ${source}\n`).join('')}  // },
})
`
}

/** What a number cannot hold exactly is written as a text. */
const amountOf = (amount: string): string => (/^\d{1,9}(\.\d{1,4})?$/.test(amount) ? amount : `'${amount}'`)
