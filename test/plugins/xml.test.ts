import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Report } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'
import { startAt } from '../helpers/running-plugins.ts'

const HARD = '<b>&"co"\r\n\tx'

const REPORT: Report = {
  schema_version: 1,
  kind: 'report',
  title: HARD,
  job: null,
  period: { since: null, until: null, timezone: 'UTC' },
  figures: [{ id: 'top', label: 'Most used', kind: 'text', value: HARD, note: HARD }],
  highlights: [],
  sections: [
    {
      id: 'branches',
      title: 'Branches',
      note: null,
      columns: [{ key: 'name', label: 'Branch', kind: 'text' }],
      rows: [{ name: HARD }, { name: 'bell \u0007 and half a pair \uD800' }],
      totals: null,
      chart: null,
    },
  ],
  totals: {},
  warnings: [HARD],
  quality: {},
  prices: { version: '1', as_of: '2026-01-01' },
}

async function written(pretty: boolean): Promise<string> {
  const { plugin } = await startAt(join(ROOT, 'plugins/xml'))
  const out = tempFolder()
  const options = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty }
  await plugin.call('export/report', { options, out, name: 'report', data: REPORT })
  return join(out, 'report.xml')
}

it('a text of a report is escaped wherever it stands', async () => {
  expect(readFileSync(await written(true), 'utf8')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<report schema_version="1" title="&lt;b&gt;&amp;&quot;co&quot;&#13;&#10;&#9;x" timezone="UTC">
  <figure id="top" label="Most used" kind="text" note="&lt;b&gt;&amp;&quot;co&quot;&#13;&#10;&#9;x">&lt;b&gt;&amp;&quot;co&quot;&#13;
	x</figure>
  <section id="branches" title="Branches">
    <row><name>&lt;b&gt;&amp;&quot;co&quot;&#13;
	x</name></row>
    <row><name>bell \uFFFD and half a pair \uFFFD</name></row>
  </section>
  <warning>&lt;b&gt;&amp;&quot;co&quot;&#13;
	x</warning>
  <prices version="1" as_of="2026-01-01"/>
</report>
`)
})

const hasPython = spawnSync('python3', ['--version']).status === 0
it.skipIf(!hasPython)('a parser finds the texts as they were (needs python3)', async () => {
  const program = `import sys, json, xml.etree.ElementTree as t
root = t.parse(sys.argv[1]).getroot()
figure = root.find('figure')
print(json.dumps([root.get('title'), figure.get('note'), figure.text, root.find('.//name').text, root.find('warning').text]))`
  const { stdout } = spawnSync('python3', ['-c', program, await written(false)], { encoding: 'utf8' })
  expect(JSON.parse(stdout)).toEqual(Array(5).fill(HARD))
})
