import { expect, it } from 'vitest'
import { gather } from '../../../src/pipeline/plugins/agents/gather.ts'
import type { RunningPlugin } from '../../../src/plugin-host/types.ts'
import { usage } from '../../helpers/agent-plugins.ts'

/** A plugin that answers this, after so many batches of a hundred rows. */
const plugin = (batches: number, row: (i: number) => unknown, answer: object): RunningPlugin => ({
  id: 'acorn',
  call: async (_name, _body, options) => {
    for (let b = 0; b < batches; b += 1) {
      const rows = Array.from({ length: 100 }, (_, i) => row(b * 100 + i))
      await options!.takeRows!(rows)
    }
    return { cursor: 'next', rows: batches * 100, files: [], problems: [], ...answer } as never
  },
  stop: () => Promise.resolve({ clean: true, leftovers: 0, restarts: 0 }),
})

const AT = { dirs: ['/logs'], from: null, place: '/logs' }

it('lets no plugin fill the memory', async () => {
  const endless = plugin(1_000_000, () => ({ ...usage('r1'), file: '/logs/a' }), {})
  await expect(gather(endless, AT)).rejects.toThrow(
    'plugin acorn: it told of too many rows in one scan, the most there may be is 500000',
  )
  const scattered = plugin(1_000, (i) => ({ ...usage('r1'), file: `/logs/${i}` }), {})
  await expect(gather(scattered, AT)).rejects.toThrow('it told of too many files, the most there may be is 50000')
})

it('sorts what is told by file', async () => {
  const problems = [
    { file: '/logs/b', kind: 'unreadable', detail: 'no permission' },
    { file: '/logs/a', kind: 'unreadable', detail: 'it broke off' },
    { file: '/logs/a', kind: 'bad-line', offset: 9, detail: 'no \u001b[31mJSON' },
    { kind: 'odd', detail: 'what is this' },
  ]
  const files = [{ path: '/logs/c', size: 5, mtime_ms: 6 }]
  const row = (i: number) =>
    i === 0 ? 'no row' : { ...usage(i < 50 ? 'r1' : 'r2', { input_tokens: i }), file: '/logs/a' }
  const gathered = await gather(plugin(1, row, { files, problems }), AT)
  expect(gathered.next).toBe('next')
  const told = [...gathered.files.values()].map(({ usage: records, ...file }) => ({
    ...file,
    usage: [...records.values()].map(({ identity, parts }) => [identity, parts[0]!.input]),
  }))
  const unplaced = expect.any(Number)
  expect(told).toEqual([
    {
      path: '/logs',
      size: 0,
      mtime: 0,
      failed: null,
      usage: [],
      problems: [
        { kind: 'quarantined', offset: unplaced, detail: 'it is no object' },
        { kind: 'note', offset: unplaced, detail: 'what is this' },
      ],
    },
    {
      path: '/logs/a',
      size: 0,
      mtime: 0,
      failed: null,
      usage: [
        ['acorn:r1', 49],
        ['acorn:r2', 99],
      ],
      problems: [
        { kind: 'note', offset: unplaced, detail: 'it broke off' },
        { kind: 'bad-line', offset: 9, detail: expect.stringMatching(/^no .*JSON$/) },
      ],
    },
    { path: '/logs/c', size: 5, mtime: 6, failed: null, usage: [], problems: [] },
    { path: '/logs/b', size: 0, mtime: 0, failed: 'no permission', usage: [], problems: [] },
  ])
  const offsets = told[0]!.problems.map(({ offset }) => offset)
  expect(offsets.every((offset) => offset < 0)).toBe(true)
  expect(new Set(offsets).size).toBe(2)
})

it('has a request once that is told again of another file, as it was told last', async () => {
  const row = (i: number) => ({ ...usage('r1', { input_tokens: i }), file: i < 99 ? '/logs/a' : '/logs/b' })
  const { files } = await gather(plugin(1, row, {}), AT)
  const told = [...files.values()].flatMap(({ path, usage: records }) =>
    [...records.values()].map(({ parts }) => [path, parts[0]!.input]),
  )
  expect(told).toEqual([['/logs/b', 99]])
})
