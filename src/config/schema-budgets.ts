import { z } from 'zod'
import { parseMoney } from '../core/money.ts'
import { BUDGET_PERIODS } from './job-types.ts'

const NAME = /^[a-z0-9][a-z0-9_-]*$/

export const budgetsSchema = () =>
  z
    .array(budget())
    .refine((budgets) => new Set(budgets.map(({ name }) => name)).size === budgets.length, 'two budgets have one name')
    .describe('What usage may cost, by day, week or month.')

const budget = () =>
  z
    .strictObject({
      name: z
        .string()
        .regex(NAME, 'a name is small letters, digits, - and _')
        .describe('Names it in reports and in jobs.'),
      amount: z
        .union([z.number(), z.string()])
        .refine((amount) => (parseMoney(String(amount)) ?? 0n) > 0n, 'expected an amount in USD above 0, such as 500')
        .describe('In USD. A text is taken to the last digit.'),
      period: z.enum(BUDGET_PERIODS).describe('How long it is for: a calendar day, week or month.'),
      monthStart: z
        .int()
        .min(1)
        .max(28)
        .optional()
        .describe('First day of its month. Default: monthStart of the config.'),
      scope: usageScope().optional(),
      warn: z.array(percent()).optional().describe('Percent of the amount from which on it warns. Default: [80].'),
      alarm: percent().optional().describe('Percent of the amount from which on it is an alarm. Default: 100.'),
      pace: z.boolean().optional().describe('Whether it warns of a forecast above the amount. Default: true.'),
      staleAfterDays: z
        .int()
        .min(1)
        .max(366)
        .optional()
        .describe('Days without a new record after which its state is unknown. Default: never.'),
    })
    .describe('One budget.')

const percent = () => z.number().min(0.01).max(10_000)

const names = (what: string) => z.array(z.string().min(1)).optional().describe(what)

export const usageScope = () =>
  z
    .strictObject({
      agents: names('Of these agents.'),
      models: names('Of these models; * stands for anything.'),
      projects: names('Of these projects: their path, or the end of it.'),
      branches: names('Of these git branches.'),
      users: names('Of these people.'),
      hosts: names('Of these machines.'),
    })
    .describe('Which usage it is for. Default: all.')
