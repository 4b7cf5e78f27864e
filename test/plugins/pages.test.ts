import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'

const REQUESTS = [
  { time: '2026-03-28T22:30:00.000Z', session: 's1', input: 100_000, output: 100 },
  {
    time: '2026-03-29T10:00:00.000Z',
    session: 's1',
    branch: '<script>alert(1)</script>',
    cwd: '/code/a|b*c_d',
    input: 7,
  },
  { time: '2026-03-29T11:00:00.000Z', session: 's2', model: 'made-up-model', branch: 'x', input: 1234, output: 5 },
]

interface Options {
  readonly data?: string
  readonly config?: object
  readonly home?: string
}

async function page(plugin: string, { data = 'report', config, home = homeWith(REQUESTS) }: Options = {}) {
  if (config)
    writeText(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins: { [plugin]: { config } } }))
  const path = join(home, `out.${plugin}`)
  const { code, stderr } = await runCli(['export', plugin, '--data', data, '--out', path], { home })
  return { code, stderr, path, text: code === 0 ? readFileSync(path, 'utf8') : '' }
}

describe('markdown', () => {
  it('is a headline, warnings, tables, and what the numbers rest on', async () => {
    const { text } = await page('markdown')
    const fixed = text.replace(/Prices of .*\.\n[^]*/, 'Prices of a day.\n')
    expect(fixed).toBe(`# AI coding agent costs, 28 to 29 March 2026

2026-03-28 to 2026-03-29, UTC

## $0.30\\*

Month to date **$0.30\\*** · Requests **3** · Sessions **2** · Tokens **101,446**

All of it: Agent **claude-code**

- No price is known for made-up-model: 1 request with 1,239 tokens is not in the cost.

## By day

![Cost per day, Mar 28 to Mar 29, 2026: $0.30 in all; the dearest day is Mar 28 with $0.30.](out-daily-cost.svg)

| Day | Requests | Input | Output | Tokens | Cost |
| --- | ---: | ---: | ---: | ---: | ---: |
| Sat, 28 Mar | 1 | 100,000 | 100 | 100,100 | $0.30 |
| Sun, 29 Mar | 2 | 1,241 | 105 | 1,346 | <$0.01\\* |
| **Total** | **3** | **101,241** | **205** | **101,446** | **$0.30\\*** |

## By model

| Model | Requests | Input | Output | Tokens | Cost |
| --- | ---: | ---: | ---: | ---: | ---: |
| claude-sonnet-4-5 | 2 | 100,007 | 200 | 100,207 | $0.30 |
| made-up-model | 1 | 1,234 | 5 | 1,239 | – |
| **Total** | **3** | **101,241** | **205** | **101,446** | **$0.30\\*** |

## By project

| Project | Requests | Input | Output | Tokens | Cost |
| --- | ---: | ---: | ---: | ---: | ---: |
| app | 2 | 101,234 | 105 | 101,339 | $0.30\\* |
| a\\|b\\*c_d | 1 | 7 | 100 | 107 | <$0.01 |
| **Total** | **3** | **101,241** | **205** | **101,446** | **$0.30\\*** |

## By branch

| Branch | Requests | Input | Output | Tokens | Cost |
| --- | ---: | ---: | ---: | ---: | ---: |
| main | 1 | 100,000 | 100 | 100,100 | $0.30 |
| &lt;script>alert(1)&lt;/script> | 1 | 7 | 100 | 107 | <$0.01 |
| x | 1 | 1,234 | 5 | 1,239 | – |
| **Total** | **3** | **101,241** | **205** | **101,446** | **$0.30\\*** |

## Top sessions

| Session | Project | Branch | Requests | Tokens | Cost |
| --- | --- | --- | ---: | ---: | ---: |
| s1 | a\\|b\\*c_d | &lt;script>alert(1)&lt;/script> | 2 | 100,207 | $0.30 |
| s2 | app | x | 1 | 1,239 | – |
| **Total** |  |  | **3** | **101,446** | **$0.30\\*** |

---

\\* Leaves out requests without a price. Exactly 0.303021 USD; cents are rounded so that every table adds up. 1 file read. Prices of a day.
`)
  })

  it('says that there was no usage, and nothing of tables', async () => {
    const { text } = await page('markdown', { home: homeWith([]) })
    expect(text).toContain('## No usage\n\nNo agent has recorded a request in this period.\n')
    expect(text).not.toMatch(/\||NaN|Exactly|null/)
  })
})

describe('html', () => {
  it('escapes whatever the data holds, and needs nothing from elsewhere', async () => {
    for (const data of ['report', 'costs', 'sessions']) {
      const { text } = await page('html', { data })
      expect(text).not.toContain('<script')
      expect(text).not.toMatch(/(?:src|href)=|url\(|@import/)
      if (data !== 'sessions') expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    }
  })

  const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  )
  const dom = (path: string, width: number): string => {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--window-size=${width},900`, '--dump-dom']
    return spawnSync(chromium!, [...flags, `file://${path}`], { encoding: 'utf8', timeout: 60_000 }).stdout
  }

  /** A page of another kind looks at it: ours have no scripts. */
  const probeOf = (path: string, width: number): string =>
    writeText(
      `${path}.probe.html`,
      `<iframe id="f" style="width:${width}px;height:900px;border:0" srcdoc="${readFileSync(path, 'utf8').replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>
<script>
onload = () => {
  const { documentElement: root, body } = document.getElementById('f').contentDocument
  const shown = getComputedStyle(body).backgroundColor
  const tooWide = [...root.querySelectorAll('.scroll, tbody th')].filter((one) => one.scrollWidth > one.clientWidth)
  document.body.append('scroll ' + root.scrollWidth + ' of ' + root.clientWidth + ' rows ' + root.querySelectorAll('tbody tr').length + ' on ' + shown + ', too wide ' + tooWide.length)
}
</script>`,
    )

  it.skipIf(!chromium).each([360, 1280])(
    'shows the cost beside names that are long, and these whole, in %i pixels (needs chromium)',
    async (width) => {
      const long = {
        model: 'a-private-model-of-a-long-name-with-the-suffix-of-its-deployment-2026-10-01',
        cwd: '/code/a-monorepo-with-a-name-that-says-all-there-is-to-say-about-it',
        branch: 'feature/a-name-that-describes-everything-in-detail-and-has-a-ticket-too-12345',
      }
      const home = homeWith([...REQUESTS, { ...long, time: '2026-03-28T10:00:00.000Z' }])
      const { path } = await page('html', { home })
      expect(dom(probeOf(path, width), width + 40)).toContain(', too wide 0')
    },
    90_000,
  )

  it.skipIf(!chromium).each([360, 1280])(
    'fits into a window of %i pixels without being moved sideways (needs chromium)',
    async (width) => {
      const { path } = await page('html')
      const probe = probeOf(path, width)
      const text = dom(probe, width + 40)
      const [, wanted, shown, rows] = /scroll (\d+) of (\d+) rows (\d+) on rgb\(246, 247, 249\)/.exec(text) ?? []
      expect(wanted).toBe(shown)
      expect(rows).toBe('11')
    },
    90_000,
  )
})

describe('a template of the user', () => {
  it('takes the place of ours, from beside the config', async () => {
    const home = homeWith(REQUESTS)
    writeText(
      join(home, 'mine.hbs'),
      '{{title}}: {{headline.exact}}{{#each sections}} {{id}}={{rows.length}}{{/each}}\n',
    )
    const { text } = await page('html', { home, config: { template: './mine.hbs' } })
    expect(text).toBe(
      'AI coding agent costs, 28 to 29 March 2026: 0.303021 USD days=2 models=2 projects=2 branches=3 sessions=2\n',
    )
  })

  it('says where the rows of a table go', async () => {
    const home = homeWith(REQUESTS)
    writeText(join(home, 'rows.hbs'), '<{{title}}>\n{{rows}}</{{columns.length}}>\n')
    const options = { home, data: 'sessions', config: { records_template: 'rows.hbs' } }
    const { text } = await page('markdown', options)
    expect(text).toMatch(/^<Sessions>\n\| s1 \| .*\n\| s2 \| .*\n<\/19>\n$/)
    writeText(join(home, 'rows.hbs'), 'no place for them')
    expect((await page('markdown', options)).stderr).toContain('the template of records has no {{rows}}')
    writeText(join(home, 'rows.hbs'), '{{rows}} and {{rows}}')
    expect((await page('markdown', options)).stderr).toContain('has {{rows}} more than once')
  })

  it.each([
    ['{{#each sections}}', /the template \S*mine\.hbs cannot be used: Parse error on line 1/],
    ['\n{{nothing known}}', /the template \S*mine\.hbs cannot be used: Missing helper on line 2: "nothing"/],
  ])('is told what is wrong with it: %s', async (template, says) => {
    const home = homeWith(REQUESTS)
    writeText(join(home, 'mine.hbs'), template)
    const { code, stderr } = await page('html', { home, config: { template: 'mine.hbs' } })
    expect(code).toBe(1)
    expect(stderr).toMatch(says)
    expect(stderr).not.toContain('    at ')
  })

  it('is named when it is not there', async () => {
    const { code, stderr, path } = await page('html', { config: { template: 'none.hbs' } })
    expect(code).toBe(1)
    expect(stderr).toContain(`there is no template ${join(path, '../none.hbs')}`)
  })
})
