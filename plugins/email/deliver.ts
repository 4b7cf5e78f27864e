import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Delivery } from 'rimuru/plugin-sdk'
import { tryToSend } from './attempt.ts'
import type { Letter } from './compose.ts'
import { mayPass, sentenceOf } from './failure.ts'
import type { Server } from './server.ts'

export interface Patience {
  /** Before each further attempt. */
  readonly delaysMs: readonly number[]
  /** For all of them together: the host gives up after 30 seconds. */
  readonly withinMs: number
}

const PATIENCE: Patience = { delaysMs: [500, 2_000, 5_000], withinMs: 25_000 }

/** Hands in a letter, again where it surely was not taken and the reason may pass. */
export async function deliver(
  server: Server,
  { bytes, envelope, id }: Letter,
  log: Context['log'],
  { delaysMs, withinMs }: Patience = PATIENCE,
): Promise<Delivery> {
  const end = Date.now() + withinMs
  for (let i = 0; ; i += 1) {
    const attempt = await tryToSend(server, envelope, bytes, end - Date.now())
    if (attempt.sent) {
      log('info', `${server.host} took the message`, { id, refused: attempt.refused })
      return { delivered: true, id, detail: partOf(attempt.refused.length, envelope.to.length) }
    }
    const { error, handedOver } = attempt
    const reason = sentenceOf(error, server)
    log('warning', reason, { attempt: i + 1 })
    if (handedOver && error.responseCode === undefined) {
      const detail = `the connection to ${server.host} was lost before it confirmed the message, which may have arrived`
      return { delivered: false, unknown: true, id, detail }
    }
    const delay = delaysMs[i]
    if (delay === undefined || !mayPass(error) || Date.now() + delay >= end) {
      return { delivered: false, id, detail: i === 0 ? reason : `${reason} (tried ${i + 1} times)` }
    }
    await sleep(delay)
  }
}

const partOf = (refused: number, all: number): string | null =>
  refused === 0 ? null : `${refused} of ${all} recipients ${refused === 1 ? 'was' : 'were'} refused; its log names them`
