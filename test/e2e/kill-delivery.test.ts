import { expect, test } from 'vitest'
import { killWhen } from './kill.ts'
import { startMailbox } from './mailbox.ts'
import { commitsOf, historyOf, JOB, madeNight, runDay, status } from './night.ts'

test(
  'killed between sending and knowing: not sent again but told as unknown, until it is asked for',
  { timeout: 180_000 },
  async () => {
    const mailbox = await startMailbox()
    const config = { plugins: { webhook: { config: { url: mailbox.origin } } } }
    const night = madeNight({ config, job: { ...JOB, notify: ['webhook'] } })

    await killWhen(night, () => mailbox.keys.length === 1)
    mailbox.answer()
    expect(commitsOf(night.root)).toBe(2)

    for (const _ of [1, 2]) {
      const next = await runDay(night)
      expect(next.code).toBe(5)
      expect(next.stdout).toMatch(/unknown +webhook, digest: an earlier run may have sent it; --resend sends it again/)
    }
    expect(mailbox.keys).toHaveLength(1)

    expect((await runDay(night, '--resend')).code).toBe(0)
    expect(mailbox.keys).toHaveLength(2)
    expect(mailbox.keys[1]).toBe(mailbox.keys[0])

    expect((await runDay(night)).code).toBe(0)
    expect(mailbox.keys).toHaveLength(2)
    expect(commitsOf(night.root)).toBe(2)
    expect(status(night.root)).toEqual([])
    const history = await historyOf(night)
    expect(history.map((run) => run.status)).toEqual(['interrupted', 'incomplete', 'incomplete', 'ok', 'ok'])
  },
)
