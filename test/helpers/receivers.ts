import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | object
}

export interface Receiver {
  readonly origin: string
  readonly received: Received[]
  /** The bodies of what came, as what they say. */
  readonly said: <Body>() => Body[]
}

/** A server on this machine. The n-th request is answered by the n-th reply, or the last; `lost` closes the line. */
export async function startReceiver(...replies: readonly (Reply | 'lost')[]): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push({ url: request.url ?? '', headers: request.headers, body: await text(request) })
    const reply = replies[Math.min(received.length, replies.length) - 1] ?? {}
    if (reply === 'lost') return void request.socket.destroy()
    const { status = 200, headers = {}, body = '' } = reply
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const said = <Body>(): Body[] => received.map(({ body }) => JSON.parse(body) as Body)
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, said }
}

/** An address at which nobody listens. */
export async function nobodyThere(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
