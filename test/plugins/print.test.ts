import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHROMIUM, openPage } from '../helpers/browser.ts'
import { runCli } from '../helpers/cli.ts'
import { demoHome } from '../helpers/homes.ts'
import { tempFolder } from '../helpers/folders.ts'

/** Of a page of A4 between the margins that browsers leave. */
const PAPER = 717

it.skipIf(CHROMIUM === null)(
  'on paper every column of a month is there, and what no agent writes down (needs chromium)',
  async () => {
    const path = join(tempFolder(), 'report.html')
    const period = ['--since', '2026-11-01', '--until', '2026-11-19']
    const { code } = await runCli(['export', 'html', '--data', 'report', ...period, '--out', path], {
      home: demoHome(),
    })
    expect(code).toBe(0)
    const page = await openPage()
    await page.open(`file://${path}`, { width: PAPER, scheme: 'light' })
    await page.call('Emulation.setEmulatedMedia', { media: 'print' })
    const seen = await page.evaluate(`(() => {
      const ends = [...document.querySelectorAll('.scroll')].map((one) => one.querySelector('table').getBoundingClientRect().right)
      return {
        tables: ends.length,
        cut: ends.filter((end) => end > document.documentElement.clientWidth).length,
        scrolled: [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length,
        told: [...document.querySelectorAll('details li')].filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length > 0,
      }
    })()`)
    expect(seen).toEqual({ tables: 10, cut: 0, scrolled: 0, told: true })
  },
  90_000,
)
