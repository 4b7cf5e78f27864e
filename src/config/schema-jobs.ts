import { z } from 'zod'
import { isTimezone } from '../core/days.ts'
import { parseMoney } from '../core/money.ts'
import { EXPORTED_DATA, JOB_PERIODS, NOTIFY_WHEN, RINGS, SECTIONS } from './job-types.ts'
import type { JobConfig } from './job-types.ts'
import { day } from './schema-day.ts'
import { publishSchema } from './schema-publish.ts'
import { timezoneProblem } from './timezone.ts'

const list = (what: string) => z.array(z.string().min(1)).optional().describe(what)

const zone = (what: string) =>
  z
    .string()
    .refine(isTimezone, { error: ({ input }) => timezoneProblem(String(input)) })
    .optional()
    .describe(what)

const plugin = () => z.string().min(1).describe("Name of the plugin, or its path from the config's folder.")

const schedule = () =>
  z.union([
    z.string().min(1),
    z.strictObject({
      cron: z.string().min(1).describe('Five fields: minute, hour, day of month, month, day of week.'),
      timezone: zone('IANA zone of the schedule. Default: that of the job.'),
    }),
  ])

const period = () =>
  z.union([
    z.enum(JOB_PERIODS),
    z
      .strictObject({ since: day('First day.'), until: day('Last day, included.') })
      .refine(({ since, until }) => since <= until, 'since is after until'),
  ])

const filters = () =>
  z.strictObject({
    agents: list('Only these agents.'),
    models: list('Only these models; * stands for anything.'),
    projects: list('Only these projects: their path, or the end of it.'),
    branches: list('Only these git branches.'),
  })

const report = () =>
  z.strictObject({
    title: z.string().regex(/\S/, 'expected a title').optional().describe('Default: what the period is.'),
    sections: z.array(z.enum(SECTIONS)).optional().describe('Which sections, in this order. Default: all.'),
    top: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Rows of a table before the rest is summed up in one. Default: 10.'),
  })

const exported = () =>
  z.union([
    z.string().min(1),
    z.strictObject({
      plugin: plugin(),
      data: z.enum(EXPORTED_DATA).optional().describe('What it is given. Default: report.'),
      name: z
        .string()
        .regex(/^[\w-][\w.-]*$/, 'expected the name of a file without extension')
        .optional()
        .describe('Name of the file without extension. Default: that of the data.'),
      fields: list('Of costs and sessions: only these fields, in this order.'),
      headers: z.boolean().optional().describe('A heading row, where the format has one. Default: true.'),
      dateFormat: z.string().min(1).optional().describe('strftime pattern of times. Default: ISO 8601.'),
      pretty: z.boolean().optional().describe('Indented, where the format can be. Default: true.'),
    }),
  ])

const notification = () =>
  z.union([
    z.string().min(1),
    z.strictObject({
      plugin: plugin(),
      when: z
        .enum(NOTIFY_WHEN)
        .optional()
        .describe(
          'With every report (always), where there was usage (usage), or once for what needs attention (alert). Default: always.',
        ),
      attach: list('Names of exported files to send along, such as costs.csv.'),
    }),
  ])

const EVENT = /^(Session(Start|Update|Restate|End)|CostThreshold|MetricsExport|Custom:\S+)$/

const hook = () =>
  z.strictObject({
    plugin: plugin(),
    on: z
      .array(
        z
          .string()
          .regex(
            EVENT,
            'one of SessionStart, SessionUpdate, SessionRestate, SessionEnd, CostThreshold, MetricsExport, or Custom: and a name',
          ),
      )
      .min(1)
      .describe('What it is asked at.'),
    ring: z.enum(RINGS).optional().describe('Rings are asked in this order. Default: pre_flight.'),
    threshold: z
      .union([z.number(), z.string()])
      .refine((amount) => (parseMoney(String(amount)) ?? -1n) >= 0n, 'expected an amount in USD, such as 10')
      .optional()
      .describe('Of CostThreshold: the cost in USD from which on it is asked. Default: 0.'),
  })

const fail = () =>
  z.strictObject({
    budget: z
      .enum(['warn', 'alarm', 'never'])
      .optional()
      .describe('From which state of a budget on the run exits 3. Default: alarm.'),
    strict: z
      .boolean()
      .optional()
      .describe('Exit 4 when data could not be read or priced, or a budget is unknown. Default: false.'),
  })

/** Of a job file. */
export const createJobSchema = (): z.ZodType<JobConfig> =>
  z
    .strictObject({
      description: z.string().optional().describe('What it is for.'),
      schedule: schedule()
        .optional()
        .describe('When it runs: cron, or cron and a zone. Default: only when it is called.'),
      period: period().describe('The days it reports.'),
      timezone: zone('IANA zone in which its days are cut. Default: that of the config.'),
      filters: filters().optional().describe('Which usage. Default: all.'),
      report: report().optional().describe('What the report holds.'),
      export: z.array(exported()).optional().describe('Files to write, by exporter plugins.'),
      notify: z.array(notification()).optional().describe('Whom to tell, by notifier plugins.'),
      publish: z
        .union([z.literal(false), publishSchema()])
        .optional()
        .describe('How the files are published; false writes none. Default: that of the config.'),
      hooks: z.array(hook()).optional().describe('Hook plugins, and what they are asked at.'),
      budgets: z
        .union([z.literal(false), z.array(z.string().min(1))])
        .optional()
        .describe('Names of budgets in the config; false for none. Default: all.'),
      prices: z
        .literal('sync')
        .optional()
        .describe(
          'Asks price providers first, and takes what they say into the price lock. Default: prices stay as they are.',
        ),
      freeze: z
        .boolean()
        .optional()
        .describe(
          'Days that were reported when they were over stay at the prices they were reported with. Default: false.',
        ),
      fail: fail().optional().describe('When the run fails.'),
    })
    .describe('A job of Rimuru.')
