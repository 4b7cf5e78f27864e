import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Mailbox {
  readonly origin: string
  /** The idempotency keys of what came. */
  readonly keys: string[]
  /** Answers what came, and from now on what comes. */
  readonly answer: () => void
}

/** A receiver that takes what comes, and answers only when it is told to. */
export async function startMailbox(): Promise<Mailbox> {
  const keys: string[] = []
  const waiting: ServerResponse[] = []
  let isSilent = true
  const server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']))
    request.resume()
    if (isSilent) waiting.push(response)
    else response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const answer = (): void => {
    isSilent = false
    for (const response of waiting) response.end()
  }
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys, answer }
}
