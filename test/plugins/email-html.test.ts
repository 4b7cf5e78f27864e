import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentOf } from '../../plugins/email/content.ts'
import { drawnIn } from '../../plugins/email/drawn.ts'
import { htmlOf } from '../../plugins/email/html.ts'
import { identityOf } from '../../plugins/email/identity.ts'
import type { Report } from '../../src/plugin-sdk/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { DIGEST, REPORT } from './email-sample.ts'

/** With its pictures inside, as a mail client shows it. */
async function pageOf(report: Report = REPORT, leftOut: readonly string[] = []): Promise<string> {
  const content = contentOf(DIGEST, report)
  const drawn = await drawnIn(content, identityOf(DIGEST, 'rimuru@example.com'))
  return [...drawn.pictures.values()].reduce(
    (html, { cid, png }) => html.replace(`cid:${cid}`, `data:image/png;base64,${png.toString('base64')}`),
    await htmlOf(content, drawn, leftOut),
  )
}

describe('the HTML', () => {
  it('has only what every mail client shows, and asks nobody for anything', async () => {
    const html = await pageOf()
    expect(html).not.toMatch(/<(?:style|script|svg|link|iframe|form)\b/)
    expect(html).not.toMatch(/display:\s*(?:flex|grid)|position:|float:|url\(|@media|@import|var\(/)
    expect(html.match(/(?:src|background)="(?!data:image\/png)[^"]*"/g)).toBe(null)
    expect(html.match(/href="[^"]*"/g)).toEqual([
      'href="https://example.com/reports/daily-report/2026-11-20?a=1&amp;b=2"',
    ])
  })

  it('escapes whatever the data holds', async () => {
    const evil = `<img src=x onerror="alert('1')">&`
    const [, , movers] = REPORT.sections
    const report: Report = {
      ...REPORT,
      title: evil,
      figures: REPORT.figures.map((figure) => ({ ...figure, label: evil, note: evil })),
      highlights: [{ level: 'info', text: evil }],
      sections: [{ ...movers!, title: evil, note: evil, rows: [{ name: evil, reason: evil }] }],
      warnings: [evil],
    }
    const html = await pageOf(report, [evil])
    expect(html).not.toContain('<img')
    expect(html.match(/&lt;img src=x onerror=&quot;alert\(&#x27;1&#x27;\)&quot;&gt;&amp;/g)).toHaveLength(17)
  })

  it('stays below what Gmail shows in one piece, and says what is left out', async () => {
    const [, days] = REPORT.sections
    const wide = { ...days!, chart: null, rows: days!.rows.map((row) => ({ ...row, name: 'ä'.repeat(300) })) }
    const sections = Array.from({ length: 40 }, (_, i) => ({ ...wide, id: `s${i}`, title: `Table ${i}` }))
    const html = await pageOf({ ...REPORT, sections })
    expect(Buffer.byteLength(html)).toBeLessThan(95_000)
    const tables = html.match(/>Table \d+</g)?.length ?? 0
    expect(tables).toBeGreaterThan(5)
    expect(html).toContain(`${40 - tables} more tables are in the text part and in the report.`)
  })
})

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
)

describe.skipIf(!chromium)('in a browser (needs chromium)', () => {
  it.each([
    [600, 'light'],
    [390, 'light'],
    [390, 'dark'],
  ])(
    'fits into %i pixels and can be read in the %s',
    async (width, scheme) => {
      const page = writeText(join(tempFolder(), 'mail.html'), await pageOf())
      const probe = writeText(
        `${page}.probe.html`,
        `<meta name="color-scheme" content="light dark">
<iframe id="f" style="width:${width}px;height:5000px;border:0" src="mail.html"></iframe>
<script>
onload = () => {
  const { documentElement: root, images } = document.getElementById('f').contentDocument
  const view = document.getElementById('f').contentWindow
  const shown = [...images].map(({ width, height }) => width + 'x' + height)
  document.body.append('scroll ' + root.scrollWidth + ' of ' + root.clientWidth + ' images ' + shown + ' text ' + view.getComputedStyle(root.querySelector('h1')).color)
}
</script>`,
      )
      const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--dump-dom']
      const colours = `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`
      const args = [...flags, colours, `--window-size=${width + 40},950`, `file://${probe}`]
      const { stdout } = spawnSync(chromium!, args, { encoding: 'utf8', timeout: 60_000 })
      const picture = width === 600 ? '568x206' : '358x130'
      expect(/scroll \d+ of .*(?=<\/body>)/.exec(stdout)?.[0].trim()).toBe(
        `scroll ${width} of ${width} images ${[picture, picture, picture].join(',')} text ${scheme === 'dark' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)'}`,
      )
    },
    90_000,
  )
})
