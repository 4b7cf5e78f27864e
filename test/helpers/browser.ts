import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { tempFolder } from './folders.ts'

/** Null where there is none: tests that need one are left out. */
export const CHROMIUM =
  ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0) ?? null

type Json = Record<string, any>

/** A page of a headless browser, through the protocol of its developer tools. */
export interface Page {
  call(method: string, params?: Json): Promise<Json>
  /** What a script in the page gives; a promise is waited for. */
  evaluate<Result>(expression: string): Promise<Result>
  /** Shows what is at an address, in a window of some width, light or dark. */
  open(url: string, look: { readonly width: number; readonly scheme: 'light' | 'dark' }): Promise<void>
  /** Addresses that anything in the page has asked for. */
  readonly requests: string[]
  /** What the console shows: messages, errors, and what a policy has blocked. */
  readonly said: string[]
}

/** A browser of its own, gone after the test. */
export async function openPage(): Promise<Page> {
  const profile = tempFolder()
  const child = spawn(
    CHROMIUM!,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const socket = new WebSocket(await addressOf(child.stderr))
  onTestFinished(async () => {
    const gone = new Promise((resolve) => void child.on('exit', resolve))
    child.kill('SIGKILL')
    await gone
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  return pageOf(socket)
}

async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface(stderr)
  for await (const line of lines) {
    const [, address] = /^DevTools listening on (\S+)/.exec(line) ?? []
    if (address) {
      stderr.resume()
      return address
    }
  }
  throw new Error('the browser has ended')
}

async function pageOf(socket: WebSocket): Promise<Page> {
  const waiting = new Map<number, { resolve(result: Json): void; reject(error: Error): void }>()
  const listeners = new Map<string, (params: Json) => void>()
  const requests: string[] = []
  const said: string[] = []
  let last = 0
  let sessionId: string | undefined
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(String(data)) as Json
    if (id === undefined) return listeners.get(method)?.(params)
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (error) waiter?.reject(new Error(error.message))
    else waiter?.resolve(result)
  })
  const call = (method: string, params: Json = {}): Promise<Json> =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject })
      socket.send(JSON.stringify({ id: last, method, params, sessionId }))
    })
  listeners.set('Network.requestWillBeSent', ({ request }) => requests.push(request.url))
  listeners.set('Network.webSocketCreated', ({ url }) => requests.push(url))
  listeners.set('Runtime.consoleAPICalled', ({ args }) => said.push(args.map((arg: Json) => arg.value).join(' ')))
  listeners.set('Runtime.exceptionThrown', ({ exceptionDetails }) => said.push(exceptionDetails.text))
  listeners.set('Log.entryAdded', ({ entry }) => said.push(entry.text))

  const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
  ;({ sessionId } = (await call('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string })
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await call(`${domain}.enable`)
  return {
    call,
    requests,
    said,
    async evaluate<Result>(expression: string): Promise<Result> {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value as Result
    },
    async open(url, { width, scheme }) {
      await call('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false })
      await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
      const loaded = new Promise<void>((resolve) => {
        listeners.set('Page.loadEventFired', () => resolve())
      })
      await call('Page.navigate', { url })
      await loaded
    },
  }
}
