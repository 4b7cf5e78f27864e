import { expect, test } from 'vitest'
import { messageOf } from '../../../src/core/errors.ts'
import { baselineLock } from '../../../src/pricing/lock/baseline.ts'
import { linesIn } from '../../../src/pricing/lock/lines-in.ts'
import { checkedLock, parseLock } from '../../../src/pricing/lock/parse.ts'
import { lockText } from '../../../src/pricing/lock/text.ts'
import { randomFrom } from '../../helpers/random.ts'
import { priced, synced } from './locks.ts'

const lock = synced(
  ['2026-01-01', priced('anthropic/claude-x 3/15'), priced('openai/gpt-9 2/8/0.2', { aliases: ['gpt-nine', 'g9'] })],
  [
    '2026-02-28',
    priced('openai/gpt-9 3/9/0.3', { tiers: [{ promptOver: 1000, input: '6', output: '18' }], contextWindow: 100 }),
    priced('openai/x 3/9', { model: 'gpt 9' }),
    priced('zai/glm 1/2', { batch: { times: '0.5' }, fast: { input: '2', output: '4' }, note: 'a note' }),
    priced('zai/glm-two 1/2', {
      tiers: [
        { promptOver: 1000, input: '6', output: '18' },
        { promptOver: 2000, input: '7', output: '19' },
      ],
      hours: [{ utc: '00:00-08:00', input: '0.5' }],
    }),
  ],
)
const text = lockText(lock)

/** What is found in a text that has the form in which Rimuru writes, and in the same without it. */
const bothWays = (changed: string): readonly [unknown, unknown] => [outcome(changed), outcome(withoutLines(changed))]

function outcome(changed: string): unknown {
  try {
    return parseLock(changed, '')
  } catch (error) {
    return messageOf(error)
  }
}

const withoutLines = (changed: string): string => {
  try {
    return JSON.stringify(JSON.parse(changed), null, 1)
  } catch {
    return 'not JSON'
  }
}

test('nearly all lines that Rimuru writes are told right by their text', () => {
  const lines = [...linesIn(lockText(baselineLock()))]
  expect(lines.filter((line) => line === null || !line.isRight).length).toBeLessThan(lines.length / 100)
  expect(parseLock(lockText(baselineLock()), '')).toEqual(baselineLock())
})

test('of the sellers only those are parsed that somebody asks for', () => {
  const { sellers } = checkedLock(text, '')
  expect([...sellers.keys()]).toEqual(['anthropic', 'openai', 'zai'])
  expect(sellers.get('openai')?.()).toEqual(lock.prices.filter(({ provider }) => provider === 'openai'))
})

test.each([
  [
    'two prices in one line',
    text.replace(',\n{"provider":"openai","model":"gpt-9","valid', ',{"provider":"openai","model":"gpt-9","valid'),
  ],
  [
    'a wrong one behind another in its line',
    text.replace('},\n{"provider":"zai"', '},{"provider":"zai","model":3},\n{"provider":"zai"'),
  ],
  ['a price over two lines', text.replace('"contextWindow"', '\n"contextWindow"')],
  ['no comma', text.replace('},\n{"provider":"zai"', '}\n{"provider":"zai"')],
  ['a comma too many', text.replace('}\n]}\n', '},\n]}\n')],
  ['prices among the sources', text.replace('"sources":{', '"sources":{"prices":[\n{"provider":"a"}\n],')],
  ['prices in a price', text.replace('"output":"15"', '"output":15,"prices":[\n{"provider":"a"}\n]')],
  ['prices in the last price', text.replace('}\n]}\n', ',"prices":[\n{"provider":"a"}\n]}\n]}\n')],
  ['prices twice', text.replace('"sources"', '"prices":[3],"sources"')],
  ['something behind the prices', text.replace('\n]}\n', '\n],"more":1}\n')],
  ['a number that starts with a zero', text.replace('"contextWindow":100', '"contextWindow":0100')],
  ['a day that is none', text.replaceAll('2026-02-28', '2026-02-29')],
  ['a line that is a number', text.replace('{"provider":"anthropic"', '3,\n{"provider":"anthropic"')],
  ['a line that is a list', text.replace('{"provider":"anthropic"', '[\n],\n{"provider":"anthropic"')],
  ['an empty line', text.replace('{"provider":"anthropic"', '\n{"provider":"anthropic"')],
  ['lines that end as on Windows', text.replaceAll('\n', '\r\n')],
  ['a seller twice', text.replace('"provider":"zai","model":"glm"', '"provider":"openai","model":"glm"')],
  ['a name of the language', text.replaceAll('"source":"litellm@2026-02-28"', '"source":"constructor"')],
])('a lock is the same by its lines and without them: %s', (_, changed) => {
  expect(changed).not.toBe(text)
  const [byLines, whole] = bothWays(changed)
  expect(byLines).toEqual(
    typeof whole === 'string' && whole.includes('not JSON') ? expect.stringContaining('not JSON') : whole,
  )
})

test('and so it is with a character changed, left out or put in anywhere', () => {
  const random = randomFrom(11)
  const at = (length: number): number => Math.floor(random() * length)
  const characters = '{}[]",:\\\n01-.ax \u0001'
  let [wrong, right] = [0, 0]
  for (let i = 0; i < 4000; i += 1) {
    const [start, character] = [at(text.length), characters[at(characters.length)]]
    const [added, dropped] = [random() < 0.6 ? character : '', random() < 0.6 ? 1 : 0]
    const [byLines, whole] = bothWays(`${text.slice(0, start)}${added}${text.slice(start + dropped)}`)
    if (typeof byLines === 'string') wrong += 1
    else right += 1
    expect(byLines, `${start} ${dropped} ${added}`).toEqual(whole)
  }
  expect(Math.min(wrong, right)).toBeGreaterThan(500)
})
