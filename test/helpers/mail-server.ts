import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { tempFolder } from './folders.ts'

export interface TakenMessage {
  readonly bytes: Buffer
  readonly from: string
  readonly to: readonly string[]
  readonly secure: boolean
  /** Who logged in. */
  readonly user: unknown
}

export interface MailServer {
  readonly port: number
  readonly messages: readonly TakenMessage[]
  /** Connections until now. */
  readonly connections: () => number
}

/** A server on this machine that takes every mail that the options do not refuse. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const messages: TakenMessage[] = []
  let connections = 0
  const server = new SMTPServer({
    authOptional: true,
    // Without a certificate of the test there is none that anybody trusts.
    disabledCommands: options.key === undefined ? ['STARTTLS'] : [],
    ...options,
    onConnect(session, done) {
      connections += 1
      if (options.onConnect) options.onConnect(session, done)
      else done()
    },
    onData(stream, session, done) {
      const take = (bytes: Buffer): void => {
        const { mailFrom, rcptTo } = session.envelope
        const to = rcptTo.map(({ address }) => address)
        const from = mailFrom === false ? '' : mailFrom.address
        messages.push({ bytes, from, to, secure: session.secure, user: session.user as unknown })
        done()
      }
      // One that breaks off is none.
      buffer(stream).then(take, () => undefined)
    },
  })
  // What a client does wrong is for the test to see in the client.
  server.on('error', () => undefined)
  return { port: await listening(server.server, () => server.close()), messages, connections: () => connections }
}

/** One that says and does what no honest server does. `play` is given each connection, and which it is. */
export async function startPlayedServer(play: (socket: Socket, nth: number) => void): Promise<MailServer> {
  let connections = 0
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    play(socket, (connections += 1))
  })
  return { port: await listening(server, () => server.close()), messages: [], connections: () => connections }
}

async function listening(server: Server, close: () => void): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestFinished(close)
  return (server.address() as AddressInfo).port
}

const OPENSSL = 'openssl'

export const canMakeCertificates = spawnSync(OPENSSL, ['version']).status === 0

export interface Certificate {
  readonly key: string
  readonly cert: string
  /** Of the file with the certificate. */
  readonly path: string
}

/** For localhost, signed by itself. */
export function selfSigned(): Certificate {
  const folder = tempFolder()
  const [key, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const { status, stderr } = spawnSync(OPENSSL, [...made, ...named, '-keyout', key, '-out', path])
  if (status !== 0) throw new Error(String(stderr))
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(path, 'utf8'), path }
}
