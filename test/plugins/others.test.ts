import { describe, expect, it } from 'vitest'
import { digestOf } from '../../plugins/_shared/notify/digest.ts'
import { embedOf } from '../../plugins/discord/embed.ts'
import { tableOf } from '../../plugins/email/sections.ts'
import { summaryOf } from '../../plugins/github/summary.ts'
import { messageOf } from '../../plugins/slack/message.ts'
import { DIGEST, ranking, REPORT } from '../helpers/notifications.ts'

const rows = (count: number) => Array.from({ length: count }, (_, i) => [`row-${i}`, '1'] as const)

/** Of 130 models 60 have a row. */
const SECTION = ranking('models', 'By model', [...rows(60), ['70 others', '5']])
const digest = digestOf(DIGEST, { ...REPORT, sections: [SECTION] })

describe('a table that is cut within its rows says how many of its things are not shown, those of its last row too', () => {
  it('in Slack', () => {
    expect(JSON.stringify(messageOf(digest, 'info', ['models']))).toContain('row-4  $1.00  █▎\\n```\\n_and 125 more_')
  })

  it('in Discord', () => {
    expect(embedOf(digest, 'info').fields.at(-1)?.value).toMatch(/row-9 .*\n```\n_and 120 more_$/)
  })

  it('in a job of GitHub', () => {
    expect(summaryOf(digest, 'info', 1 << 20)).toMatch(/\| row-24 \|.*\n\n_and 105 more_\n/)
  })

  it('in a letter', () => {
    expect(tableOf(SECTION).rows.map(({ name }) => name)).toEqual([...rows(10).map(([name]) => name), '120 more'])
  })
})
