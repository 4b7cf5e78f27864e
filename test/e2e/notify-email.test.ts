import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DEMO_HOME } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import { startMailServer } from '../helpers/mail-server.ts'
import { leavesOf, readMime, textIn } from '../helpers/mime.ts'

const DAY = ['daily', '--date', '2026-11-19']
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

it('mails text, HTML with its charts and the costs as CSV, once, and as the same message when asked to again', async () => {
  const server = await startMailServer()
  const config = { host: '127.0.0.1', port: server.port, from: 'Costs <costs@example.com>', to: ['team@example.com'] }
  const { rimuru, run, root } = jobRepository({
    home: DEMO_HOME,
    config: { plugins: { email: { config } } },
    jobs: {
      daily: {
        period: 'yesterday',
        export: ['markdown', { plugin: 'csv', data: 'costs' }],
        notify: [{ plugin: 'email', attach: ['costs.csv'] }],
      },
    },
  })
  const { code, stderr } = await rimuru(['run', ...DAY])
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('email delivered') as string })

  expect(server.messages).toMatchObject([{ from: 'costs@example.com', to: ['team@example.com'] }])
  const message = readMime(server.messages[0]!.bytes)
  expect(message.headers.get('list-id')).toBe('<daily.rimuru.example.com>')
  const html = textIn(message, 'text/html')
  expect(textIn(message, 'text/plain')).toContain('$7.32')
  expect(html).toContain('$7.32')
  const pictures = leavesOf(message).filter(({ type }) => type.startsWith('image/png'))
  const shown = pictures.map(({ headers }) => headers.get('content-id')!.slice(1, -1))
  expect(shown.length).toBeGreaterThan(0)
  expect([...html.matchAll(/src="cid:([^"]+)"/g)].map(([, id]) => id)).toEqual(shown)
  for (const { body } of pictures) expect(body.subarray(0, PNG.length)).toEqual(PNG)
  const attached = leavesOf(message).find(({ headers }) => headers.get('content-disposition')?.startsWith('attachment'))
  expect(attached?.headers.get('content-disposition')).toContain('filename=costs.csv')
  expect(attached?.body).toEqual(readFileSync(join(root, 'reports/daily/2026-11-19/costs.csv')))

  expect((await run(DAY)).record.deliveries).toMatchObject([{ state: 'skipped', detail: 'was sent before' }])
  expect(server.messages).toHaveLength(1)

  expect((await run([...DAY, '--resend'])).record.deliveries).toMatchObject([{ state: 'delivered' }])
  const again = readMime(server.messages[1]!.bytes)
  for (const name of ['message-id', 'list-id', 'subject', 'references']) {
    expect(again.headers.get(name)).toBe(message.headers.get(name))
  }
  expect(message.headers.get('message-id')).toMatch(/^<[0-9a-f]{40}@example\.com>$/)
})

it('says on the terminal, and of the run later, that one of two recipients was refused', async () => {
  const server = await startMailServer({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('gone@') ? new Error('no such user') : null),
  })
  const to = ['team@example.com', 'gone@example.com']
  const config = { host: '127.0.0.1', port: server.port, from: 'Costs <costs@example.com>', to }
  const { rimuru } = jobRepository({
    home: DEMO_HOME,
    config: { plugins: { email: { config } } },
    jobs: { daily: { period: 'yesterday', export: ['markdown'], notify: ['email'] } },
  })

  const { code, stdout, stderr } = await rimuru(['run', ...DAY])

  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('email delivered') as string })
  expect(server.messages).toMatchObject([{ to: ['team@example.com'] }])
  expect(stdout).toMatch(/^note +email, digest: 1 of 2 recipients was refused; its log names them$/m)
  const { runs } = JSON.parse((await rimuru(['runs', '--json'])).stdout) as { runs: { run_id: string }[] }
  const { stdout: shown } = await rimuru(['runs', 'show', runs[0]!.run_id])
  expect(shown).toContain('\nnote: email, digest: 1 of 2 recipients was refused; its log names them\n')
})
