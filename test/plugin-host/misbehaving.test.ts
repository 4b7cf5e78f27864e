import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExportAnswer } from '../../src/plugin-sdk/messages.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { BROKEN, writePlugin } from '../helpers/plugins.ts'
import { exportRows, processesWith, startAt, until } from '../helpers/running-plugins.ts'

const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }
const onLinux = process.platform === 'linux'

/** What the run is told of a call to each, and what the host says of the plugin. */
const CASES: readonly (readonly [name: string, error: string | null, said: readonly string[]])[] = [
  ['crashes', 'its process ended with exit code 1 (in export/costs)', ['RESTART']],
  ['exits-in-call', 'its process ended with exit code 0 (in export/costs)', ['RESTART']],
  ['hangs', 'no answer within 1.5 s (in export/costs)', ['RESTART']],
  ['wrong-id', 'no answer within 1.5 s, one came with an id that nobody has asked for (in export/costs)', ['RESTART']],
  ['half-frame', 'no answer within 1.5 s, it began a frame and did not end it (in export/costs)', ['RESTART']],
  ['garbage-frames', 'a frame is not JSON (in export/costs)', ['RESTART']],
  ['announces-4gb', 'a frame of 4294967295 bytes was announced, 1048576 are allowed (in export/costs)', ['RESTART']],
  ['no-hello', 'it did not say hello within 5 s (in export/costs)', ['RESTART']],
  ['other-protocol', 'it speaks protocol ^2.0.0, this Rimuru speaks 1.1.0 (in export/costs)', ['OFF']],
  ['floods-stderr', null, ['18000 more lines on stderr were dropped']],
  ['prints-to-stdout', null, []],
  ['ignores-shutdown', null, ['it did not end within 2 s of being asked to, and was killed']],
  ['leaves-grandchild', null, ['it left 1 process behind, killed now']],
]

describe.runIf(onLinux)('a plugin that misbehaves', () => {
  it.each(CASES)(
    'harms no other, leaves a clear line and no process: %s',
    async (name, error, said) => {
      const [broken, healthy] = await Promise.all([
        startAt(join(BROKEN, name), { timeoutMs: 1_500 }),
        startAt('csv', { timeoutMs: 60_000 }),
      ])
      const calls = exportRows(healthy.plugin, 300)
      const outcome: ExportAnswer | Error = await exportRows(broken.plugin, 3).catch((problem: Error) => problem)
      if (error === null) expect(outcome).toMatchObject({ files: [{ rows: 3 }] })
      else expect((outcome as Error).message).toBe(`plugin ${name}: ${error}`)
      expect((await calls).files).toMatchObject([{ path: 'costs.csv', rows: 300 }])

      await broken.plugin.stop()
      const ends: Readonly<Record<string, string>> = {
        RESTART: `${error}; started again (1 of 2)`,
        OFF: `${error}; off for the rest of this run`,
      }
      const expected = said.map((line) => ends[line] ?? line)
      expect(broken.said()).toEqual(expected)
      await until(() => processesWith(broken.state).length === 0)

      expect((await exportRows(healthy.plugin, 1)).files).toMatchObject([{ rows: 1 }])
      expect(healthy.said()).toEqual([])
    },
    60_000,
  )

  it('is started again twice in a run, and then it is off', async () => {
    const { plugin, said, store } = await startAt(join(BROKEN, 'exits-in-call'))
    const ended = 'its process ended with exit code 0 (in export/costs)'
    for (let i = 0; i < 3; i += 1) {
      await expect(exportRows(plugin, 1)).rejects.toThrow(`plugin exits-in-call: ${ended}`)
    }
    await expect(exportRows(plugin, 1)).rejects.toMatchObject({
      failure: 'disabled',
      message: `plugin exits-in-call: it is off for the rest of this run: ${ended}`,
    })
    expect(said()).toEqual([
      `${ended}; started again (1 of 2)`,
      `${ended}; started again (2 of 2)`,
      `${ended}; off for the rest of this run`,
    ])
    expect(await store.healthOf('exits-in-call')).toMatchObject({ calls: 3, failures: 3, restarts: 2 })
  }, 30_000)

  it('is started again once when several calls fail with it', async () => {
    const { plugin, said, state } = await startAt(join(BROKEN, 'exits-in-call'))
    const calls = Array.from({ length: 5 }, () => exportRows(plugin, 1))
    const reasons = (await Promise.allSettled(calls)).map((each) => each.status === 'rejected' && String(each.reason))
    expect(new Set(reasons)).toEqual(
      new Set(['PluginError: plugin exits-in-call: its process ended with exit code 0 (in export/costs)']),
    )
    expect(said()).toHaveLength(1)
    await plugin.call('check', { config: {} })
    expect(processesWith(state)).toHaveLength(1)
    await plugin.stop()
    expect(processesWith(state)).toEqual([])
  }, 30_000)

  it('that cannot be started is not tried again', async () => {
    const { plugin, said } = await startAt(writePlugin(tempFolder(), { more: '[runtime]\ncommand = ["no-such"]' }))
    await expect(exportRows(plugin, 1)).rejects.toThrow('plugin made-up: its command was not found: no-such')
    expect(said()).toEqual(['its command was not found: no-such (in export/costs); off for the rest of this run'])
  })

  it('says why it could not be started again, and still ends', async () => {
    const { plugin, said, state } = await startAt(join(BROKEN, 'exits-in-call'))
    const out = tempFolder()
    const body = { options: OPTIONS, out, name: 'costs', data: { format: 'inline' as const, rows: [] } }
    await plugin.call('check', { config: {} })
    rmSync(join(state, 'plugins'), { recursive: true })
    writeText(join(state, 'plugins'), 'in the way')
    await expect(plugin.call('export/costs', body)).rejects.toThrow('exit code 0')
    await expect(plugin.call('export/costs', body)).rejects.toThrow('plugin exits-in-call: its folder cannot be made')
    expect(said()).toHaveLength(1)
    expect(await plugin.stop()).toEqual({ clean: true, leftovers: 0, restarts: 1 })
  })

  it('takes no call after it was stopped', async () => {
    const { plugin } = await startAt('csv')
    await plugin.stop()
    await expect(exportRows(plugin, 1)).rejects.toThrow('plugin csv: it was stopped')
  })

  it('does not outlive a host that is killed', async () => {
    const state = tempFolder()
    const script = join(import.meta.dirname, 'host-child.ts')
    const host = spawn(process.execPath, [script, state], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void host.kill('SIGKILL'))
    await new Promise((resolve) => host.stdout.once('data', resolve))
    // Three plugins, one of which does not end when it is asked to, and a grandchild in a group of its own.
    expect(processesWith(state)).toHaveLength(4)

    host.kill('SIGKILL')
    await until(() => processesWith(state).length === 0)
  }, 30_000)
})
