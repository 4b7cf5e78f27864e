import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

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
