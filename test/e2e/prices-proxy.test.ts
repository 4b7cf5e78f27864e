import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readLock } from '../../src/pricing/lock/file.ts'
import { canMakeCertificates, selfSigned } from '../helpers/certificates.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'

const FIXTURES = join(import.meta.dirname, '../pricing/providers/fixtures')
const ANSWERS: Readonly<Record<string, string>> = {
  'openrouter.ai/api/v1/models': 'openrouter.json',
  'raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json': 'litellm.json',
  'models.dev/api.json': 'models-dev.json',
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** Answers for all of them; whatever else is asked is not found. */
const startProviders = (key: string, cert: string): Promise<number> =>
  listening(
    createTlsServer({ key, cert }, (request, response) => {
      const fixture = ANSWERS[`${request.headers.host}${request.url}`]
      if (fixture === undefined) response.writeHead(404).end()
      else response.end(readFileSync(join(FIXTURES, fixture)))
    }),
  )

/** Leads every connection to one port, and says where they wanted to go. */
async function startProxy(port: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer((_, response) => void response.writeHead(405).end())
  server.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '')
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(socket).pipe(target)
    })
    for (const end of [target, socket])
      end.on('error', () => {
        target.destroy()
        socket.destroy()
      })
  })
  return { url: `http://127.0.0.1:${await listening(server)}`, asked }
}

describe.skipIf(!canMakeCertificates)('price lists at their real addresses (needs openssl)', () => {
  it('come through a proxy over TLS, and from nowhere else', async () => {
    const hosts = Object.keys(ANSWERS).map((address) => address.split('/')[0]!)
    const { key, cert, path } = selfSigned(hosts)
    const proxy = await startProxy(await startProviders(key, cert))
    const home = tempFolder()
    const sync = (env: Readonly<Record<string, string>>) => runCli(['prices', 'sync', '--json'], { home, env })

    const { code, stdout, stderr } = await sync({ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: path })
    expect([code, stderr, proxy.asked.toSorted()]).toEqual([0, '', hosts.map((host) => `${host}:443`).toSorted()])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'prices-sync', written: true })
    const { sources } = readLock(join(home, 'prices/prices.lock.json'))!
    expect(Object.values(sources).flatMap(({ url }) => url ?? [])).toEqual(
      expect.arrayContaining(Object.keys(ANSWERS).map((address) => `https://${address}`)),
    )
  })

  it('are not taken from somebody whom nobody vouches for', async () => {
    const { key, cert } = selfSigned(['openrouter.ai'])
    const proxy = await startProxy(await startProviders(key, cert))
    const home = tempFolder()
    const { code, stdout, stderr } = await runCli(['prices', 'sync', '--provider', 'openrouter'], {
      home,
      env: { HTTPS_PROXY: proxy.url },
    })
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain('the certificate of openrouter.ai is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT;')
    // To ask again would not help.
    expect(proxy.asked).toEqual(['openrouter.ai:443'])
    expect(readLock(join(home, 'prices/prices.lock.json'))).toBeNull()
  })
})
