import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { CHROMIUM, openPage } from '../helpers/browser.ts'
import type { Page } from '../helpers/browser.ts'
import { runCli } from '../helpers/cli.ts'
import { filesBelow, tempFolder, writeText } from '../helpers/folders.ts'
import { demoHome } from '../helpers/homes.ts'

const WIDTHS = [1280, 768, 390]
const SCHEMES = ['light', 'dark'] as const

/** An unusual day, all there is, and a day without any usage: each with a budget that is nearly used up. */
const PERIODS = {
  day: { since: '2026-11-19', until: '2026-11-19' },
  all: { since: '2026-10-01', until: '2026-11-19' },
  nothing: { since: '2026-11-14', until: '2026-11-14' },
}

async function reportPage(period: { readonly since: string; readonly until: string }): Promise<string> {
  const home = demoHome()
  const config = { version: 1, timezone: 'UTC', budgets: [{ name: 'team', amount: 27, period: 'month' }] }
  writeText(join(home, 'rimuru.config.json'), JSON.stringify({ ...config, publish: { mode: 'files' } }))
  const job = { period, export: ['html'] }
  writeText(join(home, 'jobs/look.ts'), `export default ${JSON.stringify(job)}`)
  const { code, stderr } = await runCli(['run', 'look'], { home })
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  // Below a folder of its own: nothing that it might ask for is beside it.
  const page = join(tempFolder(), 'page/report.html')
  mkdirSync(join(page, '..'))
  cpSync(filesBelow(join(home, 'reports'), '.html')[0]!, page)
  return pathToFileURL(page).href
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe-core finds: each rule with the elements that break it. */
async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

describe.skipIf(CHROMIUM === null)('the page of a report (needs chromium)', () => {
  it.each(Object.entries(PERIODS))(
    'of %s loads nothing but itself, fits, and can be read by everybody',
    async (_, period) => {
      const url = await reportPage(period)
      const page = await openPage()
      for (const width of WIDTHS) {
        for (const scheme of SCHEMES) {
          await page.open(url, { width, scheme })
          const at = `${width} ${scheme}`
          expect(`${at}: ${await page.evaluate<number>('document.documentElement.scrollWidth')}`).toBe(
            `${at}: ${width}`,
          )
          const ids = await page.evaluate<string[]>('[...document.querySelectorAll("[id]")].map(({ id }) => id)')
          expect(ids).toEqual([...new Set(ids)])
          expect(await page.evaluate('document.scripts.length')).toBe(0)
          if (width !== 768) expect(await violationsIn(page)).toEqual([])
        }
      }
      expect(new Set(page.requests)).toEqual(new Set([url]))
      expect(page.said).toEqual([])
    },
    120_000,
  )

  it('would be seen to ask for something, to say something, and to be hard to read', async () => {
    const page = await openPage()
    const path = writeText(
      join(tempFolder(), 'bad.html'),
      '<html><body style="width:3000px"><img src="http://127.0.0.1:9/a.png"><script>console.log("here"); throw new Error("x")</script></body></html>',
    )
    await page.open(pathToFileURL(path).href, { width: 390, scheme: 'light' })
    expect(page.requests).toContain('http://127.0.0.1:9/a.png')
    expect(page.said.join('\n')).toMatch(/here[^]*Uncaught/)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeGreaterThan(390)
    expect((await violationsIn(page)).join('\n')).toMatch(/html-has-lang[^]*image-alt/)
  }, 60_000)
})
