import { z } from 'zod'
import { parseMoney } from '../core/money.ts'
import { PRICE_CLASSES, WEEKDAYS } from '../core/price-rules.ts'
import { COST_MODES, PRICE_PROVIDERS, SUBSCRIPTION_PERIODS, type PricingConfig } from './pricing-types.ts'
import { usageScope } from './schema-budgets.ts'
import { day } from './schema-day.ts'

const HUNDRED = parseMoney('100')!
/** Far above any price, and low enough that tokens times price stays within the twenty digits of a cost. */
const MILLION = parseMoney('1000000')!
const HOURS = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/

const name = (what: string) => z.string().regex(/\S/, 'expected a name, got an empty one').describe(what)

const amount = (what: string, isRight: (money: bigint) => boolean, expected: string) =>
  z
    .union([z.number(), z.string()])
    .refine((value) => {
      const money = parseMoney(String(value))
      return money !== null && isRight(money)
    }, expected)
    .describe(what)

const price = (what: string) =>
  amount(
    what,
    (money) => money >= 0n && money <= MILLION,
    'expected a price in USD from 0 to 1000000, such as 3 or "0.25"',
  )

const factor = () =>
  z
    .strictObject({
      times: amount(
        'The factor.',
        (money) => money > 0n && money <= HUNDRED,
        'expected a factor above 0 and up to 100, such as 0.5 or "1.1"',
      ),
    })
    .describe('A factor on the standard price.')

const figures = {
  input: price('Of a million input tokens.'),
  output: price('Of a million output tokens.'),
  cacheRead: price('Of a million tokens read from the cache.').optional(),
  cacheWrite5m: price('Of a million tokens written to the cache for five minutes.').optional(),
  cacheWrite1h: price('Of a million tokens written to the cache for an hour.').optional(),
  webSearch: price('Of one web search.').optional(),
}

const service = (what: string) =>
  z
    .union([z.strictObject(figures), factor()])
    .optional()
    .describe(what)

const services = {
  fast: service('What fast mode or priority costs.'),
  batch: service('What a batch costs.'),
  flex: service('What flex processing costs.'),
}

const tier = () =>
  z.strictObject({
    promptOver: z.int().min(1).max(Number.MAX_SAFE_INTEGER).describe('For prompts of more tokens.'),
    ...figures,
    ...services,
  })

const hours = () =>
  z
    .strictObject({
      ...figures,
      utc: z.string().regex(HOURS, 'expected hours such as "16:30-00:30"').describe('From and until when, in UTC.'),
      days: z
        .array(z.enum(WEEKDAYS))
        .min(1)
        .optional()
        .describe('Only on these days, in UTC: what is past midnight is of the next one. Default: every day.'),
    })
    .partial({ input: true, output: true })

const override = () =>
  z.strictObject({
    provider: name('Who sells it: anthropic, aws, azure, openrouter ...'),
    model: name('The model, as the seller names it.'),
    from: day('First day, from 00:00 UTC. Default: it always held.').optional(),
    ...figures,
    ...services,
    tiers: z
      .array(tier())
      .refine(
        (tiers) => tiers.every(({ promptOver }, i) => i === 0 || promptOver > tiers[i - 1]!.promptOver),
        'expected sizes in rising order',
      )
      .optional()
      .describe('What long prompts cost, the whole request.'),
    regions: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected a region in small letters, such as us or eu'), factor())
      .optional()
      .describe('Factors for data kept in a region, by its short name.'),
    hours: z.array(hours()).optional().describe('What it costs at certain hours.'),
  })

const percent = (what: string) =>
  amount(what, (money) => money >= 0n && money <= HUNDRED, 'expected percent from 0 to 100, such as 15 or "12.5"')

const discount = () =>
  z
    .strictObject({
      provider: name('Whose list prices it is on: anthropic, aws, azure, openrouter ...'),
      percent: z
        .union([
          percent('Of every class.'),
          z.strictObject(
            Object.fromEntries(PRICE_CLASSES.map((each) => [each, percent(`Of ${each}.`).optional()] as const)),
          ),
        ])
        .describe('What is taken off: of every class, or of each class its own.'),
      from: day('First day, in UTC. Default: always.').optional(),
      until: day('Last day, in UTC. Default: always.').optional(),
    })
    .refine(inOrder, 'from is after until')

const subscription = () =>
  z
    .strictObject({
      name: name('Names it in reports.'),
      amount: amount(
        'In USD, for all seats together.',
        (money) => money >= 0n,
        'expected an amount in USD, such as 200 or "19.99"',
      ),
      period: z.enum(SUBSCRIPTION_PERIODS).optional().describe('What the amount pays for. Default: month.'),
      from: day('First day. Default: always.').optional(),
      until: day('Last day. Default: always.').optional(),
      scope: usageScope().optional(),
    })
    .refine(inOrder, 'from is after until')

function inOrder({ from, until }: { from?: string | undefined; until?: string | undefined }): boolean {
  return from === undefined || until === undefined || from <= until
}

const areDifferent = (names: readonly string[]): boolean =>
  new Set(names.map((each) => each.toLowerCase())).size === names.length

/** A name is looked up without regard to blanks around it and to capital letters. */
const agree = (aliases: Readonly<Record<string, string>>): boolean =>
  [...Map.groupBy(Object.entries(aliases), ([name]) => name.trim().toLowerCase()).values()].every(
    (spellings) => new Set(spellings.map(([, target]) => target)).size === 1,
  )

export const pricingSchema = (path: z.ZodType<string, string>): z.ZodType<PricingConfig> =>
  z
    .strictObject({
      cost: z
        .enum(COST_MODES)
        .optional()
        .describe(
          'Which cost counts: ours (calculate), the one the agent recorded (recorded), or the recorded one where there is one (auto). Default: calculate.',
        ),
      lock: path
        .optional()
        .describe('The price lock, which then has to be there. Default: prices/prices.lock.json beside the config.'),
      providers: z
        .array(z.enum(PRICE_PROVIDERS))
        .min(1)
        .refine(areDifferent, 'a provider stands in it twice')
        .optional()
        .describe('Whom `rimuru prices sync` asks; the first that lists a model counts. Default: all of them.'),
      aliases: z
        .record(
          z.string().regex(/\S/, 'expected a name that agents write, got an empty one'),
          name('The model, or provider/model.'),
        )
        .refine(agree, 'two of them are for one name in other letters, and say different models')
        .optional()
        .describe('Names that agents write, and the model that each is.'),
      overrides: z
        .array(override())
        .refine(
          (all) => areDifferent(all.map(({ provider, model, from = '' }) => JSON.stringify([provider, model, from]))),
          'two of them are for one provider, model and day',
        )
        .optional()
        .describe('Prices that count instead of the listed ones, in USD per million tokens.'),
      discounts: z
        .array(discount())
        .optional()
        .describe('What sellers take off their list prices. Where several hold, the last counts.'),
      subscriptions: z
        .array(subscription())
        .refine((all) => areDifferent(all.map((each) => each.name)), 'two subscriptions have one name')
        .optional()
        .describe('Flat prices for usage that is not paid by token.'),
    })
    .describe('How usage becomes money.')
