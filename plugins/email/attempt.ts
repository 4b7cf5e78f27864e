import { Readable } from 'node:stream'
import type { NodemailerError } from 'nodemailer'
import type { Envelope } from './compose.ts'
import type { Server } from './server.ts'

export type Attempt =
  | { readonly sent: true; readonly refused: readonly string[] }
  /** `handedOver`: all of the message was written, so that it may have been taken. */
  | { readonly sent: false; readonly error: NodemailerError; readonly handedOver: boolean }

/** No step of an exchange may take longer. */
const STEP_MS = 10_000

/** Hands in one message, once. */
export async function tryToSend(
  server: Server,
  envelope: Envelope,
  message: Buffer,
  withinMs: number,
): Promise<Attempt> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection')
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: !server.secure && server.tls === 'required',
    ignoreTLS: server.tls === 'off',
    ...(server.ca === null ? {} : { tls: { ca: server.ca } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
  })
  const body = Readable.from(piecesOf(message))
  const { promise, resolve } = Promise.withResolvers<Attempt>()
  let handedOver = false
  const fail = (error: NodemailerError): void => resolve({ sent: false, error, handedOver })
  const late = setTimeout(() => fail(Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT' })), withinMs)

  // The body is not read before the server has asked for it.
  body.once('end', () => (handedOver = true))
  connection.on('error', fail)
  // What ended it is told after that it ended.
  connection.once('end', () => {
    setImmediate(fail, Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' }))
  })
  const send = (): void => {
    // It keeps notes in its envelope, which are not for the next attempt.
    connection.send({ ...envelope, to: [...envelope.to] }, body, (error, info) => {
      if (error) fail(error)
      else resolve({ sent: true, refused: info.rejected })
    })
  }
  connection.connect((error) => {
    if (error) fail(error)
    else if (server.login === null) send()
    else if (!connection.allowsAuth) fail(Object.assign(new Error('No login offered'), { code: 'ENOAUTH' }))
    else {
      const { user, password } = server.login
      connection.login({ credentials: { user, pass: password } }, (refused) => (refused ? fail(refused) : send()))
    }
  })

  const attempt = await promise
  clearTimeout(late)
  if (attempt.sent) connection.quit()
  else connection.close()
  return attempt
}

const PIECE = 64 * 1024

function* piecesOf(message: Buffer): Generator<Buffer> {
  for (let at = 0; at < message.length; at += PIECE) yield message.subarray(at, at + PIECE)
}
