import { expect, it } from 'vitest'
import type { RimuruConfig } from '../../src/config/types.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import { startMailServer } from '../helpers/mail-server.ts'
import { startReceiver } from '../helpers/receivers.ts'

const repositoryWith = (plugins: NonNullable<RimuruConfig['plugins']>) =>
  jobRepository({ home: homeWith([]), config: { plugins } })

it('sends something harmless through the webhook, and exits 5 when it is refused', async () => {
  const { origin, said } = await startReceiver({ headers: { 'x-request-id': 'r-1' } }, { status: 404, body: 'gone' })
  const { rimuru } = repositoryWith({ webhook: { config: { url: origin }, grants: { network: [origin] } } })

  const sent = await rimuru(['notify', 'test', 'webhook', '--json'])
  expect({ code: sent.code, document: JSON.parse(sent.stdout) as unknown }).toEqual({
    code: 0,
    document: {
      schema_version: 1,
      kind: 'notify-test',
      plugin: 'webhook',
      state: 'delivered',
      id: 'r-1',
      detail: null,
    },
  })
  expect(said()).toMatchObject([{ notification: { metadata: { kind: 'test' } }, report: null }])

  const refused = await rimuru(['notify', 'test', 'webhook'])
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({
    code: 5,
    stdout: 'webhook: failed, the receiver answered 404: gone\n',
  })
})

it('sends a mail', async () => {
  const server = await startMailServer()
  const config = { host: '127.0.0.1', port: server.port, from: 'costs@example.com', to: ['team@example.com'] }
  const { rimuru } = repositoryWith({ email: { config } })
  const { code, stdout } = await rimuru(['notify', 'test', 'email'])
  expect({ code, stdout, to: server.messages.map(({ to }) => to) }).toEqual({
    code: 0,
    stdout: 'email: delivered\n',
    to: [['team@example.com']],
  })
})

it('names the variable that is missing, and sends nothing', async () => {
  const { origin, received } = await startReceiver({})
  const { rimuru } = repositoryWith({
    webhook: {
      config: { url: origin, secret_env: 'HOOK_SECRET' },
      grants: { network: [origin], env: ['HOOK_SECRET'] },
    },
  })
  const { code, stderr } = await rimuru(['notify', 'test', 'webhook'])
  expect({ code, received }).toEqual({ code: 2, received: [] })
  expect(stderr).toMatch(/^error E3001: plugins\.webhook\.config\.secret_env: .*HOOK_SECRET/m)
})

it('knows which plugin was meant, and which cannot be told anything', async () => {
  const { rimuru } = repositoryWith({})
  const unknown = await rimuru(['notify', 'test', 'webhok'])
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toContain('did you mean "webhook"?')
  const exporter = await rimuru(['notify', 'test', 'csv'])
  expect(exporter.code).toBe(2)
  expect(exporter.stderr).toContain('csv is no notifier, it is of the kind exporter')
})
