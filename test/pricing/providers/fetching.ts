import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { FetchOptions } from '../../../src/pricing/providers/provider.ts'

export const NOW = new Date('2026-11-21T03:04:05Z')

export const options = (more: Partial<FetchOptions> = {}): FetchOptions => ({
  env: {},
  cacheFolder: null,
  now: NOW,
  ...more,
})

/** A server on this machine that answers as it likes; its address. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A proxy that leads everybody to one place, and the addresses they wanted to have. */
export async function startProxy(target: string): Promise<{ readonly origin: string; readonly asked: string[] }> {
  const asked: string[] = []
  const origin = await serve((incoming, response) => {
    asked.push(incoming.url ?? '')
    const { pathname } = new URL(incoming.url ?? '')
    request(new URL(pathname, target), (answer) => answer.pipe(response)).end()
  })
  return { origin, asked }
}
