import { z } from 'zod'
import { isTimezone } from '../core/days.ts'
import { needsHome, resolvePath } from './paths.ts'
import { timezoneProblem } from './timezone.ts'
import { budgetsSchema } from './schema-budgets.ts'
import { pluginsSchema } from './schema-plugins.ts'
import { pricingSchema } from './schema-pricing.ts'
import { publishSchema } from './schema-publish.ts'
import { CONFIG_VERSION, type RimuruConfig, type SourceConfig, WEEK_DAYS } from './types.ts'

interface SchemaKit {
  /** A path that a person wrote; comes out absolute. */
  readonly path: z.ZodType<string, string>
}

/** The keys of `sources.<id>` that only one agent has. */
export interface AgentOptions {
  readonly id: string
  /** Each is a list of paths: its name and what it is for. */
  readonly paths: Readonly<Record<string, string>>
}

export interface SchemaOptions {
  readonly agentIds: readonly string[]
  readonly agentOptions?: readonly AgentOptions[] | undefined
}

/** Where the paths in a config start. */
export interface PathRoots {
  readonly folder: string
  readonly home: string | null
}

/** What it accepts comes out with absolute paths. */
export const createConfigSchema = (options: SchemaOptions, roots: PathRoots): z.ZodType<RimuruConfig> => {
  const kit = kitFor(roots)
  return z
    .strictObject({
      version: z.literal(CONFIG_VERSION).describe('The version of the config format.'),
      timezone: timezone().optional(),
      weekStart: z.enum(WEEK_DAYS).optional().describe('First day of the week. Default: monday.'),
      monthStart: z.int().min(1).max(28).optional().describe('First day of the billing month. Default: 1.'),
      host: name().optional().describe('Name of this machine in reports. Default: its host name.'),
      user: name().optional().describe('Name of the person in reports. Default: the account name.'),
      sources: sources(options, kit).optional(),
      pricing: pricingSchema(kit.path).optional(),
      plugins: pluginsSchema().optional(),
      budgets: budgetsSchema().optional(),
      publish: publishSchema().optional(),
      $schema: z.string().optional().describe('Where the JSON Schema is, for editors. It changes nothing.'),
    })
    .describe('Configuration of Rimuru.')
}

const timezone = () =>
  z
    .string()
    .refine(isTimezone, { error: ({ input }) => timezoneProblem(String(input)) })
    .describe(
      'IANA time zone in which days, weeks and months are cut, such as Europe/Berlin. Default: TZ, else that of the system.',
    )

const name = () => z.string().regex(/\S/, 'expected a name, got an empty string')

const sources = ({ agentIds, agentOptions = [] }: SchemaOptions, kit: SchemaKit) => {
  const own = new Map(agentOptions.map(({ id, paths }) => [id, paths]))
  const entries = agentIds.map((id) => [id, source(id, kit, own.get(id) ?? {}).optional()] as const)
  const shape: Record<string, z.ZodType<SourceConfig | undefined>> = Object.fromEntries(entries)
  return z.strictObject(shape).describe("Where each agent's data is, by agent.")
}

const source = (id: string, { path }: SchemaKit, own: AgentOptions['paths']) =>
  z
    .strictObject({
      enabled: z.boolean().optional().describe('false leaves this agent out. Default: true.'),
      dirs: z
        .array(path)
        .min(1)
        .optional()
        .describe('Folders to read. A relative one starts at the config file, ~ is the home folder.'),
      ...Object.fromEntries(
        Object.entries(own).map(([key, what]) => [key, z.array(path).min(1).optional().describe(what)]),
      ),
    })
    .describe(`The data of ${id}.`)

const kitFor = ({ folder, home }: PathRoots): SchemaKit => ({
  path: z
    .string()
    .min(1)
    .refine((path) => home !== null || !needsHome(path), 'cannot resolve "~": HOME is not set')
    .transform((path) => resolvePath(path, folder, home)),
})
