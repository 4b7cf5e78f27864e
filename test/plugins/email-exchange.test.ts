import { join } from 'node:path'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { compose } from '../../plugins/email/compose.ts'
import { deliver } from '../../plugins/email/deliver.ts'
import { readSettings } from '../../plugins/email/settings.ts'
import type { Delivery, JsonObject, Notification } from '../../src/plugin-sdk/types.ts'
import { ROOT } from '../helpers/imports.ts'
import { canMakeCertificates, selfSigned } from '../helpers/certificates.ts'
import { startMailServer, startPlayedServer } from '../helpers/mail-server.ts'
import { readMime, textIn } from '../helpers/mime.ts'
import { startAt } from '../helpers/running-plugins.ts'
import { DIGEST, REPORT } from './email-sample.ts'

const PLUGIN = join(ROOT, 'plugins/email')
const BASE = { host: 'localhost', from: 'Rimuru <rimuru@example.com>', to: ['lead@example.com'] }
const NO_WAIT = { delaysMs: [0, 0, 0], withinMs: 20_000 }

/** As the program does it, but without waiting between attempts. */
async function send(
  config: JsonObject,
  { env = {}, notification = DIGEST }: { env?: Record<string, string>; notification?: Notification } = {},
): Promise<{ delivery: Delivery; said: string }> {
  const { settings, problems } = await readSettings({ ...BASE, ...config }, env)
  expect(problems).toEqual([])
  const lines: string[] = []
  const letter = await compose(notification, null, settings, new Date())
  const delivery = await deliver(
    settings.server,
    letter,
    (level, message, fields) => lines.push(`${level} ${message} ${JSON.stringify(fields)}`),
    NO_WAIT,
  )
  return { delivery, said: lines.join('\n') }
}

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

describe('the plugin', () => {
  it('hands in a digest, and says under which id', async () => {
    const server = await startMailServer()
    const { plugin } = await startAt(PLUGIN, {
      config: { ...BASE, port: server.port, cc: ['Boss <boss@example.com>'] },
    })
    const answer = await plugin.call('notify', { notification: DIGEST, report: REPORT })
    expect(answer).toEqual({ delivered: true, id: '<daily-report-2026-11-20-5f0c@example.com>', detail: null })
    expect(server.messages).toHaveLength(1)
    const [{ bytes, ...rest }] = server.messages as [(typeof server.messages)[0]]
    expect(rest).toMatchObject({
      from: 'rimuru@example.com',
      to: ['lead@example.com', 'boss@example.com'],
      secure: false,
    })
    expect(textIn(readMime(bytes), 'text/plain')).toContain('$41.27 Cost, 2.1 times the usual Friday ($19.60)')
  })

  it('sends a test that says what it is, each one a message of its own', async () => {
    const server = await startMailServer()
    const { plugin } = await startAt(PLUGIN, { config: { ...BASE, port: server.port } })
    const [one, two] = [await plugin.call('notify/test', {}), await plugin.call('notify/test', {})]
    expect([one.delivered, two.delivered, one.id === two.id]).toEqual([true, true, false])
    const message = readMime(server.messages[0]!.bytes)
    expect(message.headers.get('subject')).toBe('Rimuru: a test message')
    expect(textIn(message, 'text/plain')).toMatch(/There is\s+nothing to do\./)
  })

  it.skipIf(!canMakeCertificates)(
    'logs in over STARTTLS with what the variables hold that its config names (needs openssl)',
    async () => {
      const { key, cert, path } = selfSigned()
      const server = await startMailServer({
        key,
        cert,
        authOptional: false,
        onAuth: ({ username, password }, _, done) =>
          password === 'pa55 wörd' ? done(null, { user: username }) : done(new Error('no')),
      })
      const config = {
        ...BASE,
        port: server.port,
        require_tls: true,
        tls_ca: path,
        user_env: 'MAIL_U',
        password_env: 'MAIL_P',
      }
      const env = { MAIL_U: 'robot', MAIL_P: 'pa55 wörd', MAIL_X: 'not asked for' }
      const { plugin, lines } = await startAt(PLUGIN, { config }, env)
      expect(await plugin.call('check', { config })).toEqual({ ok: true, problems: [] })
      expect(server.connections()).toBe(0)
      expect(await plugin.call('notify', { notification: DIGEST, report: null })).toMatchObject({ delivered: true })
      expect(server.messages).toMatchObject([{ secure: true, user: 'robot' }])
      expect(JSON.stringify(lines)).not.toContain('pa55')
    },
  )
})

describe.skipIf(!canMakeCertificates)('with TLS (needs openssl)', () => {
  it('takes all from one variable, and speaks TLS from the first byte on', async () => {
    const { key, cert, path } = selfSigned()
    const server = await startMailServer({
      key,
      cert,
      secure: true,
      authOptional: false,
      onAuth: ({ username, password }, _, done) =>
        password === 'p@ss/word' ? done(null, { user: username }) : done(new Error('no')),
    })
    const env = { SMTP_URL: `smtps://robot:p%40ss%2Fword@localhost:${server.port}` }
    const { delivery } = await send({ host: undefined!, smtp_url_env: 'SMTP_URL', tls_ca: path }, { env })
    expect(delivery).toMatchObject({ delivered: true })
    expect(server.messages).toMatchObject([{ secure: true, user: 'robot' }])
  })

  it('sends nothing to a server that nobody vouches for, once', async () => {
    const { key, cert } = selfSigned()
    const server = await startMailServer({ key, cert })
    const { delivery } = await send({ port: server.port, require_tls: true })
    expect(delivery.delivered).toBe(false)
    expect(delivery.detail).toMatch(
      /^the certificate of localhost is not trusted \(\w+\); name its authority with tls_ca$/,
    )
    expect([server.messages.length, server.connections()]).toEqual([0, 1])
  })
})

describe('a login', () => {
  const CONFIG = { user_env: 'U', password_env: 'P' }
  const env = { U: 'robot', P: 'hunter2secret' }

  it('is not shown when it is refused, whatever the server repeats, and not tried again', async () => {
    const server = await startMailServer({
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        done(refusal(535, `5.7.8 robot@example.com: ${username} with ${password} is unknown`)),
    })
    const { delivery, said } = await send({ ...CONFIG, port: server.port }, { env })
    expect(delivery.detail).toBe('localhost does not take the login: 535 5.7.8 <…> … with … is unknown')
    expect(delivery.delivered).toBe(false)
    expect(said).not.toContain('hunter2secret')
    expect(server.connections()).toBe(1)
  })

  it('is not sent to a server that does not start TLS where that is wanted', async () => {
    const heard: string[] = []
    const server = await startPlayedServer((socket) => {
      socket.write('220 hello\r\n')
      socket.on('data', (chunk) => {
        heard.push(String(chunk))
        socket.write(String(chunk).startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN LOGIN\r\n' : '502 what?\r\n')
      })
    })
    const { delivery } = await send({ ...CONFIG, port: server.port, require_tls: true }, { env })
    expect(delivery).toMatchObject({ delivered: false, detail: 'localhost does not start TLS: 502 what?' })
    expect(heard.join('')).not.toContain('AUTH')
  })

  it('is missed at a server that offers none', async () => {
    const server = await startMailServer({ disabledCommands: ['AUTH', 'STARTTLS'] })
    const { delivery } = await send({ ...CONFIG, port: server.port }, { env })
    expect(delivery.detail).toBe(
      `localhost:${server.port} offers no login here; it may want TLS first, or another port`,
    )
    expect(server.messages).toHaveLength(0)
  })
})

describe('a failure', () => {
  it('that may pass is tried again, up to three times', async () => {
    let times = 0
    const server = await startMailServer({
      onMailFrom: (_, __, done) => done((times += 1) < 4 ? refusal(451, '4.7.1 try again later') : null),
    })
    expect((await send({ port: server.port })).delivery).toMatchObject({ delivered: true, detail: null })
    expect([server.connections(), server.messages.length]).toEqual([4, 1])
    const deaf = await startMailServer({ onMailFrom: (_, __, done) => done(refusal(421, '4.3.2 busy')) })
    expect((await send({ port: deaf.port })).delivery).toMatchObject({
      delivered: false,
      detail: expect.stringMatching(/^localhost .*: 421 4\.3\.2 busy \(tried 4 times\)$/),
    })
    expect(deaf.connections()).toBe(4)
  })

  it('that stays is not, and no address is in what is said of it', async () => {
    const server = await startMailServer({
      onRcptTo: ({ address }, _, done) => done(refusal(550, `5.1.1 <${address}>: no such user`)),
    })
    const { delivery } = await send({ port: server.port })
    expect(delivery).toMatchObject({
      delivered: false,
      detail: 'localhost takes none of the recipients: 550 5.1.1 <…>: no such user',
    })
    expect(server.connections()).toBe(1)
  })

  it('of a part of the recipients is a delivery that says so, the addresses in the log alone', async () => {
    const server = await startMailServer({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('gone') ? refusal(550, 'gone') : null),
    })
    const { delivery, said } = await send({
      port: server.port,
      to: ['a@example.com', 'gone@example.com', 'b@example.com'],
    })
    expect(delivery.detail).toBe('1 of 3 recipients was refused; its log names them')
    expect(delivery.delivered).toBe(true)
    expect(said).toContain('gone@example.com')
    expect(server.messages[0]?.to).toEqual(['a@example.com', 'b@example.com'])
  })

  it('to reach the server names it', async () => {
    const { port } = await startPlayedServer((socket) => socket.destroy())
    const { delivery } = await send({ port })
    expect(delivery.detail).toBe(`localhost:${port} closed the connection (tried 4 times)`)
  })
})

describe('a lost connection', () => {
  const REPLIES: readonly [RegExp, string][] = [
    [/^EHLO/, '250 hello\r\n'],
    [/^MAIL/, '250 ok\r\n'],
    [/^RCPT/, '250 ok\r\n'],
    [/^DATA/, '354 go on\r\n'],
  ]

  /** Speaks until the client says what is told, and is gone then. */
  const goneAt = (sign: RegExp, lastWord?: string) => (socket: Socket) => {
    let heard = ''
    socket.write('220 hello\r\n')
    socket.on('data', (chunk) => {
      heard += String(chunk)
      if (sign.test(heard)) return void (lastWord === undefined ? socket.destroy() : socket.end(lastWord))
      const reply = REPLIES.find(([command]) => command.test(String(chunk)))
      if (reply) socket.write(reply[1])
    })
  }

  it('before the message was sent is tried again', async () => {
    const server = await startPlayedServer(goneAt(/^DATA/m))
    const { delivery } = await send({ port: server.port })
    expect(delivery).toMatchObject({ delivered: false })
    expect(delivery.unknown).toBeUndefined()
    expect(server.connections()).toBe(4)
  })

  it('before it was confirmed is unknown, and not tried again', async () => {
    const server = await startPlayedServer(goneAt(/\r\n\.\r\n$/))
    const { delivery } = await send({ port: server.port })
    expect(delivery).toEqual({
      delivered: false,
      unknown: true,
      id: '<daily-report-2026-11-20-5f0c@example.com>',
      detail: 'the connection to localhost was lost before it confirmed the message, which may have arrived',
    })
    expect(server.connections()).toBe(1)
  })

  it('that the server gives a reason for is none: the message was not taken', async () => {
    const server = await startPlayedServer(goneAt(/\r\n\.\r\n$/, '421 4.3.2 closing\r\n'))
    const { delivery } = await send({ port: server.port })
    expect(delivery.unknown).toBeUndefined()
    expect(delivery.detail).toBe('localhost does not take the message: 421 4.3.2 closing (tried 4 times)')
    expect(server.connections()).toBe(4)
  })

  it('is not waited for longer than there is time', async () => {
    const server = await startPlayedServer(() => undefined)
    const { settings } = await readSettings({ ...BASE, port: server.port }, {})
    const letter = await compose(DIGEST, null, settings, new Date())
    const delivery = await deliver(settings.server, letter, () => undefined, { delaysMs: [], withinMs: 100 })
    expect(delivery).toMatchObject({ delivered: false, detail: `localhost:${server.port} did not answer in time` })
  })
})
