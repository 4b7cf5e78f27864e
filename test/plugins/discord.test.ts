import { describe, expect, it } from 'vitest'
import type { Embed } from '../../plugins/discord/embed.ts'
import { escaped, fitted } from '../../plugins/discord/escape.ts'
import type { JsonObject } from '../../src/plugin-sdk/types.ts'
import { ALERT, DIGEST, HUGE, HUGE_DIGEST, ranking, REPORT, startNotifier } from '../helpers/notifications.ts'
import type { Notifying } from '../helpers/notifications.ts'
import { startReceiver } from '../helpers/receivers.ts'

interface Body {
  readonly embeds: readonly [Embed]
  readonly allowed_mentions: unknown
}

const PATH = '/api/webhooks/123456789/made-up-token-of-a-webhook'
const discordAt = (origin: string, config: JsonObject = {}): Promise<Notifying> =>
  startNotifier('discord', { webhook_env: 'HOOK', ...config }, { HOOK: origin + PATH })

describe('the digest in Discord', () => {
  it('is one embed, which mentions nobody', async () => {
    const { origin, received, said } = await startReceiver({ body: { id: '42' } })
    const { notify } = await discordAt(origin)
    expect(await notify()).toEqual({ delivered: true, id: '42', detail: null })
    expect(received[0]?.url).toBe(`${PATH}?wait=true`)
    const [{ embeds, allowed_mentions: mentions }] = said<Body>() as [Body]
    expect(mentions).toEqual({ parse: [] })
    const [{ title, description, url, color, fields, footer }] = embeds
    expect({ title, url, color }).toEqual({
      title: '$412.87 · daily-report of 2026-11-20',
      url: 'https://github.com/acme/costs/blob/main/reports/daily-report/2026-11-20/report.md?a=1&b=2',
      color: 0xf1c40f,
    })
    expect(description).toBe(`**38 % more than on the last four Fridays**

🟡 shop cost three times the usual: \\<new> & large prompts.
🔹 gpt-6-sol was used for the first time.

🟡 **team** ▰▰▰▰▰▰▰▰▱▱ 82 % · $820.00 of $1,000.00
At this pace it ends at $1,230 on 2026-11-30.
🟢 **a \\<b> & c** ▱▱▱▱▱▱▱▱▱▱ 2 % · $1.00 of $50.00

⚠️ No price is known for unknown-model: 3 requests with 1,200 tokens are not in the cost.`)
    expect(fields).toEqual([
      { name: 'Requests', value: '**12,345**', inline: true },
      { name: 'Sessions', value: '**67**\nthe most this month', inline: true },
      {
        name: 'By model',
        value:
          '```\nclaude-opus-4-5     $301.50  ██████\ngpt-6-sol           $100.25  ██\n' +
          'a-model-with-a-na…   $11.12  ▎\nunknown-model             –\n```',
        inline: false,
      },
      {
        name: 'By project',
        value: '```\nshop                $400.00  ██████\nˋtickˋ <tag> & *s…   $12.87  ▎\n```',
        inline: false,
      },
    ])
    expect(footer?.text).toBe(
      '2026-11-20, Europe/Berlin · 214 files read, 1 damaged line left out · prices of 2026-11-19',
    )
  })

  it('shows the row of all others of a table, and says how many of its rows it has no room for', async () => {
    const { origin, said } = await startReceiver({ body: { id: '42' } })
    const { notify } = await discordAt(origin)
    const rows = (count: number) => Array.from({ length: count }, (_, i) => [`row-${i}`, '1'] as const)
    const sections = [
      ranking('models', 'By model', [...rows(10), ['81 others', '5']]),
      ranking('projects', 'By project', rows(60)),
    ]
    await notify(DIGEST, { ...REPORT, sections })
    const [{ fields }] = (said<Body>() as [Body])[0].embeds
    const [models = '', projects = ''] = fields.slice(-2).map(({ value }) => value)
    expect(models).toMatch(/row-9 .*\n81 others  \$5\.00  █+\n```$/)
    expect(projects).toMatch(/row-9 .*\n```\n_and 50 more_$/)
  })

  it('stays within the limits of an embed, however much there is', async () => {
    const { origin, said } = await startReceiver({ status: 204 })
    const { notify } = await discordAt(origin)
    expect(await notify(HUGE_DIGEST, HUGE)).toEqual({ delivered: true, id: null, detail: null })
    const [{ title, description = '', fields, footer }] = (said<Body>() as [Body])[0].embeds
    expect(title.length).toBeLessThanOrEqual(256)
    expect(description.length).toBeLessThanOrEqual(4096)
    expect(footer?.text.length).toBeLessThanOrEqual(2048)
    expect(fields.length).toBeLessThanOrEqual(25)
    expect(fields.length).toBeGreaterThan(0)
    for (const { name, value } of fields) {
      expect([name.length > 0, name.length <= 256, value.length > 0, value.length <= 1024]).toEqual(Array(4).fill(true))
    }
    const texts = [title, description, footer?.text ?? '', ...fields.flatMap(({ name, value }) => [name, value])]
    expect(texts.join('').length).toBeLessThanOrEqual(6000)
  })

  it('shows an alert in the colour of its level', async () => {
    const { origin, said } = await startReceiver({ body: { id: '1' } })
    const { notify } = await discordAt(origin)
    await notify(ALERT, null)
    const [embed] = (said<Body>() as [Body])[0].embeds
    expect(embed).toMatchObject({ title: '🚨 Budget team is used up', color: 0x992d22, fields: [] })
    expect(embed.description).toContain('🔴 **team** ▰▰▰▰▰▰▰▰▰▰ 101 % · $1,010.00 of $1,000.00')
  })
})

describe('Discord that says no', () => {
  it('is told of with its own words and without the address, which is a secret', async () => {
    const { origin, received } = await startReceiver({
      status: 404,
      body: { message: `Unknown Webhook ${PATH}`, code: 10_015 },
    })
    const { notify } = await discordAt(origin)
    expect(await notify()).toEqual({ delivered: false, detail: 'the receiver answered 404: Unknown Webhook ***' })
    expect(received).toHaveLength(1)
  })

  it('is waited for when it has had enough, and not asked twice when it may have it', async () => {
    const first = await startReceiver({ status: 429, headers: { 'retry-after': '0' } }, { body: { id: '7' } })
    expect(await (await discordAt(first.origin)).notify()).toMatchObject({ delivered: true, id: '7' })
    const second = await startReceiver('lost')
    expect(await (await discordAt(second.origin)).notify()).toMatchObject({ delivered: false, unknown: true })
    expect([first.received.length, second.received.length]).toEqual([2, 1])
  })

  it('is not waited for longer than there is time', async () => {
    const { origin, received } = await startReceiver({ status: 503, headers: { 'retry-after': '3600' }, body: 'later' })
    const { notify } = await discordAt(origin)
    expect(await notify()).toEqual({ delivered: false, detail: 'the receiver answered 503: later' })
    expect(received).toHaveLength(1)
  })
})

describe('a text in Discord', () => {
  it.each([
    ['a_b *c* ~d~ `e` |f|', 'a\\_b \\*c\\* \\~d\\~ \\`e\\` \\|f\\|'],
    ['# no heading\n> no quote\n- no list\n12. no list', '\\# no heading\n\\> no quote\n\\- no list\n12\\. no list'],
    ['<@123> [a](b) c:\\d', '\\<@123> \\[a\\](b) c:\\\\d'],
    ['2026-11-20 a > b', '2026-11-20 a > b'],
  ])('%j shows as it is', (text, expected) => {
    expect(escaped(text)).toBe(expected)
  })

  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['abcd\\*g', 6, 'abcd…'],
    ['abc\\\\fg', 6, 'abc\\\\…'],
    ['abcd🦔g', 6, 'abcd…'],
  ])('%j in %i units is %j', (text, limit, expected) => {
    expect(fitted(text, limit)).toBe(expected)
  })
})
