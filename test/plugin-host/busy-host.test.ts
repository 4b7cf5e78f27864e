import { expect, it } from 'vitest'
import { startAt } from '../helpers/running-plugins.ts'

/** As a large log does that is read in one go. */
const beBusy = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

it('does not blame a plugin for the time that it was busy itself', async () => {
  const { plugin, said } = await startAt('csv')
  await plugin.call('check', { config: {} })
  const answer = plugin.call('check', { config: {} }, { timeoutMs: 200 })
  await new Promise((resolve) => setImmediate(resolve))
  beBusy(2_000)
  expect(await answer).toEqual({ ok: true, problems: [] })
  expect(said()).toEqual([])
})
