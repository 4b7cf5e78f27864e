import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { PLUGIN_QUOTA, pluginStateOf } from '../../src/warehouse/plugin-state.ts'
import type { PluginState } from '../../src/warehouse/plugin-state.ts'
import { tempFolder } from '../helpers/folders.ts'

async function withState<Result>(path: string, use: (state: PluginState) => Promise<Result>): Promise<Result> {
  const warehouse = await openWarehouse(path)
  try {
    return await use(pluginStateOf(warehouse.db))
  } finally {
    warehouse.close()
  }
}

it('keeps what a plugin stores, for it alone, until it is deleted', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  await withState(path, async (state) => {
    await state.set('one', 'seen', 'a')
    await state.set('one', 'seen', 'b')
    await state.set('one', 'seen/last', "it's 1 % of _ all")
    await state.set('two', 'seen', 'c')
  })
  await withState(path, async (state) => {
    expect(await state.get('one', 'seen')).toBe('b')
    expect(await state.get('one', 'seen/last')).toBe("it's 1 % of _ all")
    expect(await state.get('two', 'seen')).toBe('c')
    expect(await state.get('two', 'none')).toBeNull()
    expect(await state.list('one', '')).toEqual(['seen', 'seen/last'])
    expect(await state.list('one', 'seen/')).toEqual(['seen/last'])
    await state.delete('one', 'seen')
    expect(await state.get('one', 'seen')).toBeNull()
    expect(await state.get('two', 'seen')).toBe('c')
  })
})

it('takes many calls at once, each whole', async () => {
  await withState(':memory:', async (state) => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => state.set('one', `key${i % 10}`, `value${i}`)))
    expect(await state.list('one', '')).toHaveLength(10)
    expect(await state.get('one', 'key3')).toBe('value43')
  })
})

it('refuses what goes beyond the quota, keeps what was there, and goes on', async () => {
  await withState(':memory:', async (state) => {
    await state.set('one', 'big', 'x'.repeat(PLUGIN_QUOTA - 10))
    await expect(state.set('one', 'more', 'x'.repeat(10))).rejects.toThrow(
      `plugin one may keep ${PLUGIN_QUOTA} bytes, this would make it ${PLUGIN_QUOTA + 7}`,
    )
    expect(await state.get('one', 'more')).toBeNull()
    await state.set('one', 'big', 'small')
    await state.set('one', 'more', 'x'.repeat(10))
    await state.set('two', 'big', 'x'.repeat(PLUGIN_QUOTA - 10))
    expect(await state.get('one', 'more')).toBe('xxxxxxxxxx')
  })
})

it('counts how calls went over all runs', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  await withState(path, async (state) => {
    expect(await state.healthOf('one')).toEqual({
      calls: 0,
      failures: 0,
      restarts: 0,
      failuresInARow: 0,
      lastError: null,
    })
    await state.record('one', { kind: 'call' })
    await state.record('one', { kind: 'failure', message: 'lost' })
    await state.record('one', { kind: 'restart' })
  })
  await withState(path, async (state) => {
    await state.record('one', { kind: 'failure', message: 'late' })
    expect(await state.healthOf('one')).toEqual({
      calls: 3,
      failures: 2,
      restarts: 1,
      failuresInARow: 2,
      lastError: 'late',
    })
    await state.record('one', { kind: 'call' })
    expect(await state.healthOf('one')).toMatchObject({ calls: 4, failuresInARow: 0, lastError: 'late' })
  })
})
