import { describe, expect, it } from 'vitest'
import type { Block, LIMITS } from '../../plugins/slack/blocks.ts'
import { escaped, fitted, link } from '../../plugins/slack/mrkdwn.ts'
import type { Post } from '../../plugins/slack/post.ts'
import type { JsonObject } from '../../src/plugin-sdk/types.ts'
import { ALERT, DIGEST, HUGE, HUGE_DIGEST, PERIOD, startNotifier } from '../helpers/notifications.ts'
import type { Notifying } from '../helpers/notifications.ts'
import { nobodyThere, startReceiver } from '../helpers/receivers.ts'

const PATH = '/services/T0000/B0000/made-up-secret'
const withWebhook = (origin: string, config: JsonObject = {}): Promise<Notifying> =>
  startNotifier('slack', config, { SLACK_WEBHOOK_URL: origin + PATH })
const withToken = (origin: string): Promise<Notifying> =>
  startNotifier(
    'slack',
    { token_env: 'BOT_TOKEN', channel: 'C1', api_url: `${origin}/api/`, deadline_ms: 5000 },
    { BOT_TOKEN: 'xoxb-made-up-token' },
  )
const posted = (ts: string): object => ({ body: { ok: true, channel: 'C1', ts } })

const textsOf = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => {
    if ('text' in block) return [block.text.text]
    return ('fields' in block ? block.fields : 'elements' in block ? block.elements : []).map(({ text }) => text)
  })

/** As the documentation of Block Kit has them. */
const DOCUMENTED: typeof LIMITS = { blocks: 50, header: 150, text: 3000, fields: 10, field: 2000 }

function expectWithinLimits(blocks: readonly Block[]): void {
  expect(blocks.length).toBeLessThanOrEqual(DOCUMENTED.blocks)
  for (const block of blocks) {
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(DOCUMENTED.header)
    else if ('text' in block) expect(block.text.text.length).toBeLessThanOrEqual(DOCUMENTED.text)
    else if ('fields' in block) {
      expect(block.fields.length).toBeLessThanOrEqual(DOCUMENTED.fields)
      for (const { text } of block.fields) expect(text.length).toBeLessThanOrEqual(DOCUMENTED.field)
    } else if ('elements' in block) {
      expect(block.elements.length).toBeLessThanOrEqual(10)
      for (const { text } of block.elements) expect(text.length).toBeLessThanOrEqual(DOCUMENTED.field)
    }
  }
  for (const text of textsOf(blocks)) expect(text).not.toBe('')
  expect(textsOf(blocks).join('').length).toBeLessThanOrEqual(12_000 + 100)
}

describe('the digest in Slack', () => {
  it('has the number first, then what a reader should know, escaped', async () => {
    const { origin, received, said } = await startReceiver({ body: 'ok' })
    const { notify } = await withWebhook(origin)
    expect(await notify()).toEqual({ delivered: true, id: null, detail: null })
    expect(received[0]).toMatchObject({ url: PATH, headers: { 'content-type': 'application/json; charset=utf-8' } })
    const [{ text, blocks }] = said<Post>() as [Post]
    expect(text).toBe('$412.87 · daily-report of 2026-11-20\n38 % more than on the last four Fridays')
    expectWithinLimits(blocks)
    expect(textsOf(blocks)).toEqual([
      '$412.87 · daily-report of 2026-11-20',
      '*38 % more than on the last four Fridays*',
      '*12,345*\nRequests',
      '*67*\nSessions (the most this month)',
      '🟡 shop cost three times the usual: &lt;new&gt; &amp; large prompts.\n🔹 gpt-6-sol was used for the first time.',
      '🟡 *team*  ▰▰▰▰▰▰▰▰▱▱  82 % · $820.00 of $1,000.00\nAt this pace it ends at $1,230 on 2026-11-30.',
      '🟢 *a &lt;b&gt; &amp; c*  ▱▱▱▱▱▱▱▱▱▱  2 % · $1.00 of $50.00',
      [
        '*By model*',
        '```',
        'claude-opus-4-5     $301.50  ██████',
        'gpt-6-sol           $100.25  ██',
        'a-model-with-a-na…   $11.12  ▎',
        'unknown-model             –',
        '```',
      ].join('\n'),
      [
        '*By project*',
        '```',
        'shop                $400.00  ██████',
        'ˋtickˋ &lt;tag&gt; &amp; *s…   $12.87  ▎',
        '```',
      ].join('\n'),
      '⚠️ No price is known for unknown-model: 3 requests with 1,200 tokens are not in the cost.',
      '<https://github.com/acme/costs/blob/main/reports/daily-report/2026-11-20/report.md?a=1&amp;b=2|Read the report> · 2026-11-20, Europe/Berlin · 214 files read, 1 damaged line left out · prices of 2026-11-19',
    ])
  })

  it('stays within the limits of Block Kit, however much there is', async () => {
    const { origin, said } = await startReceiver({ body: 'ok' })
    const { notify } = await withWebhook(origin)
    expect(await notify(HUGE_DIGEST, HUGE)).toMatchObject({ delivered: true })
    const [{ text, blocks }] = said<Post>() as [Post]
    expectWithinLimits(blocks)
    expect(text.length).toBeLessThanOrEqual(3000)
    const texts = textsOf(blocks)
    expect(texts.at(-2)).toMatch(/^_and \d+ more in the report_$/)
    expect(texts.at(-1)).toContain('|Read the report>')
    // No half of an entity is left where something was cut, and no table without its end.
    for (const each of texts.slice(1)) expect(each.replace(/&(amp|lt|gt);/g, '')).not.toContain('&')
    for (const each of texts) expect(each.split('```').length % 2).toBe(1)
  })

  it('without a report is the message', async () => {
    const { origin, said } = await startReceiver({ body: 'ok' })
    const { notify } = await withWebhook(origin)
    await notify({ ...DIGEST, metadata: { check: true } }, null)
    expect(textsOf((said<Post>() as [Post])[0].blocks)).toEqual([
      'daily-report of 2026-11-20',
      'Yesterday cost $412.87.\nA budget is near its limit.',
    ])
  })
})

describe('a bot in Slack', () => {
  it('puts the tables into the thread of the digest, and alerts of the same period too', async () => {
    const { origin, received, said } = await startReceiver(posted('1.1'), posted('1.2'), posted('1.3'), posted('1.4'))
    const { notify } = await withToken(origin)
    expect(await notify()).toEqual({ delivered: true, id: '1.1', detail: null })
    await notify(ALERT, null)
    const other = { ...ALERT, metadata: { ...ALERT.metadata, period: { ...PERIOD, until: '2026-11-21' } } }
    await notify(other, null)
    expect(received.map(({ url, headers }) => `${url} ${headers.authorization}`)).toEqual(
      Array(4).fill('/api/chat.postMessage Bearer xoxb-made-up-token'),
    )
    const [digest, tables, alert, unthreaded] = said<Post>() as [Post, Post, Post, Post]
    expect(digest).toMatchObject({ channel: 'C1', unfurl_links: false })
    expect(digest).not.toHaveProperty('thread_ts')
    expect(textsOf(digest.blocks).join('\n')).not.toContain('By project')
    expect(tables.thread_ts).toBe('1.1')
    expect(textsOf(tables.blocks).map((text) => text.split('\n')[0])).toEqual(['*By model*', '*By project*'])
    expect(alert).toMatchObject({ thread_ts: '1.1', reply_broadcast: true })
    expect(textsOf(alert.blocks).slice(0, 3)).toEqual([
      '🚨 Budget team is used up',
      '$1,010.00 of $1,000.00.',
      '🔴 *team*  ▰▰▰▰▰▰▰▰▰▰  101 % · $1,010.00 of $1,000.00\nAt this pace it ends at $1,230 on 2026-11-30.',
    ])
    expect(unthreaded).not.toHaveProperty('thread_ts')
  })

  it('keeps within the limits in the thread', async () => {
    const { origin, said } = await startReceiver(posted('1.1'))
    const { notify } = await withToken(origin)
    expect(await notify(HUGE_DIGEST, HUGE)).toMatchObject({ delivered: true })
    expect(said<Post>()).toHaveLength(2)
    for (const { blocks } of said<Post>()) expectWithinLimits(blocks)
  })

  it('has delivered the digest when the tables fail', async () => {
    const { origin } = await startReceiver(posted('1.1'), { body: { ok: false, error: 'msg_blocks_too_long' } })
    const { notify } = await withToken(origin)
    expect(await notify()).toEqual({
      delivered: true,
      id: '1.1',
      detail: 'without the tables in its thread: Slack answered msg_blocks_too_long',
    })
  })

  it('posts an alert beside a digest that was deleted', async () => {
    const gone = { body: { ok: false, error: 'thread_not_found' } }
    const { origin, said } = await startReceiver(posted('1.1'), posted('1.2'), gone, posted('1.4'))
    const { notify } = await withToken(origin)
    await notify()
    expect(await notify(ALERT, null)).toMatchObject({ delivered: true, id: '1.4' })
    expect((said<Post>() as [Post, Post, Post, Post])[3]).not.toHaveProperty('thread_ts')
  })

  it('waits when Slack has had enough, and gives up at any other no', async () => {
    const limited = { headers: { 'retry-after': '0' }, body: { ok: false, error: 'ratelimited' } }
    const first = await startReceiver(limited, { status: 429, headers: { 'retry-after': '0' } }, posted('1.1'))
    const { notify } = await withToken(first.origin)
    expect(await notify(ALERT, null)).toMatchObject({ delivered: true, id: '1.1' })
    expect(first.received).toHaveLength(3)

    const second = await startReceiver({ body: { ok: false, error: 'not_in_channel' } })
    const other = await withToken(second.origin)
    expect(await other.notify()).toEqual({
      delivered: false,
      id: undefined,
      detail: 'Slack answered not_in_channel: invite the app to the channel',
    })
    expect(second.received).toHaveLength(1)
  })
})

describe('Slack that cannot be reached', () => {
  it('fails with what Slack says, once', async () => {
    const { origin, received } = await startReceiver({ status: 403, body: `invalid_token ${PATH}` })
    const { notify } = await withWebhook(origin)
    expect(await notify()).toEqual({ delivered: false, detail: 'the receiver answered 403: invalid_token ***' })
    expect(received).toHaveLength(1)
  })

  it('is not known to have it when the connection was lost after it was sent, and it is not sent again', async () => {
    const { origin, received } = await startReceiver('lost')
    const { notify } = await withWebhook(origin)
    expect(await notify()).toEqual({
      delivered: false,
      unknown: true,
      detail: expect.stringMatching(/^http:.*: it may have arrived or not$/) as string,
    })
    expect(received).toHaveLength(1)
  })

  it('is tried again as long as nothing was sent', async () => {
    const { notify } = await withWebhook(await nobodyThere(), { deadline_ms: 1200 })
    const { delivered, unknown, detail } = await notify()
    expect({ delivered, unknown }).toEqual({ delivered: false, unknown: undefined })
    expect(detail).toMatch(/ECONNREFUSED.* \(tried \d times\)$/)
  })
})

describe('the config of slack', () => {
  const checked = async (config: JsonObject, env: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const { plugin } = await startNotifier('slack', config, env)
    return (await plugin.call('check', { config: { webhook_env: 'SLACK_WEBHOOK_URL', ...config } })).problems
  }

  it('is checked by name, and what it holds is not shown', async () => {
    const unset = 'the environment variable SLACK_WEBHOOK_URL is not set, or not granted to this plugin'
    expect(await checked({})).toEqual([{ path: 'webhook_env', message: unset }])
    expect(await checked({}, { SLACK_WEBHOOK_URL: 'no address' })).toEqual([
      { path: 'webhook_env', message: 'the environment variable SLACK_WEBHOOK_URL holds no http address' },
    ])
    expect(await checked({}, { SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/x' })).toEqual([])
    expect(await checked({ token_env: 'T' }, { T: 'xoxb' })).toEqual([
      { path: 'channel', message: 'a bot needs the channel that it posts to' },
    ])
  })

  it('that is wrong sends nothing', async () => {
    const { notify } = await startNotifier('slack')
    expect(await notify()).toEqual({
      delivered: false,
      detail: 'webhook_env: the environment variable SLACK_WEBHOOK_URL is not set, or not granted to this plugin',
    })
  })

  it('can be tried with a message that says what it is', async () => {
    const { origin, said } = await startReceiver({ body: 'ok' })
    const { plugin } = await withWebhook(origin)
    expect(await plugin.call('notify/test', {})).toMatchObject({ delivered: true })
    expect((said<Post>() as [Post])[0].text).toMatch(/^Rimuru: a test message\n.* There is nothing to do\.$/)
  })
})

describe('a text in Slack', () => {
  it.each([
    ['ab<c', 7, 'ab&lt;c'],
    ['ab<cd', 7, 'ab&lt;…'],
    ['abc<defg', 7, 'abc…'],
    ['abc&defgh', 9, 'abc&amp;…'],
    ['abc&defgh', 8, 'abc…'],
    ['abc&defgh', 5, 'abc…'],
  ])('%j in %i units is cut outside of what is escaped: %j', (text, limit, expected) => {
    expect(fitted(escaped(text), limit)).toBe(expected)
  })

  it.each([
    ['__tests__ of snake_case', '_\u200b_\u200btests__ of snake_case'],
    ['*a* ~b~ `c` ```d', '*\u200ba* ~\u200bb~ ˋcˋ ˋˋˋd'],
    ['$24.75* of $27.00 * leaves out', '$24.75* of $27.00 * leaves out'],
  ])('%j is not formatted by its signs: %j', (text, shown) => {
    expect(escaped(text)).toBe(shown)
  })

  it('has links that end where they should', () => {
    expect(link('https://example.com/a|b>c?d=1&e', 'a > b')).toBe('<https://example.com/a%7Cb%3Ec?d=1&amp;e|a &gt; b>')
  })
})
