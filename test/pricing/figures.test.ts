import { describe, expect, test } from 'vitest'
import { book, NOVEMBER, perMillion, rateAt, sku } from './book.ts'

const standard = (model: string, prompt = 0, day = NOVEMBER) => perMillion(rateAt(sku(model), prompt, day))
const numbersIn = (text: string) => text.split('/').map(Number)
const fast = (model: string) => perMillion(rateAt(sku(model, { speed: 'fast' })))

describe('FORMATS 2.7: the Claude catalogue, input / output / 5m / 1h / read', () => {
  test.each([
    ['claude-3-5-haiku', '0.8/4/1/1.6/0.08'],
    ['claude-haiku-4-5', '1/5/1.25/2/0.1'],
    ['claude-haiku-5-5', '0.1/0.5/0.125/0.2/0.01'],
    ['claude-3-5-sonnet', '3/15/3.75/6/0.3'],
    ['claude-3-7-sonnet', '3/15/3.75/6/0.3'],
    ['claude-sonnet-4', '3/15/3.75/6/0.3'],
    ['claude-sonnet-4-5', '3/15/3.75/6/0.3'],
    ['claude-sonnet-4-6', '3/15/3.75/6/0.3'],
    ['claude-sonnet-5', '2/10/2.5/4/0.2'],
    ['claude-sonnet-5-5', '2/10/2.5/4/0.1'],
    ['claude-opus-4', '15/75/18.75/30/1.5'],
    ['claude-opus-4-1', '15/75/18.75/30/1.5'],
    ['claude-opus-4-5', '5/25/6.25/10/0.5'],
    ['claude-opus-4-6', '5/25/6.25/10/0.5'],
    ['claude-opus-4-7', '5/25/6.25/10/0.5'],
    ['claude-opus-4-8', '5/25/6.25/10/0.5'],
    ['claude-opus-5', '5/25/6.25/10/0.5'],
    ['claude-opus-5-5', '4/20/5/8/0.2'],
    ['claude-fable-5', '10/50/12.5/20/1'],
    ['claude-mythos-5', '10/50/12.5/20/1'],
    ['claude-fable-5-1', '10/50/12.5/20/0.25'],
    ['claude-mythos-5-1', '10/50/12.5/20/0.25'],
    ['claude-fable-5-2', '8/40/10/16/0.2'],
    ['claude-mythos-5-2', '8/40/10/16/0.2'],
  ])('%s costs %s', (model, price) => {
    expect(standard(model)).toBe(price)
  })

  test.each([
    ['claude-opus-4-6', '30/150/37.5/60/3'],
    ['claude-opus-4-7', '30/150/37.5/60/3'],
    ['claude-opus-4-8', '10/50/12.5/20/1'],
    ['claude-opus-5', '10/50/12.5/20/1'],
    ['claude-opus-5-5', '8/40/10/16/0.4'],
    ['claude-fable-5-2', '16/80/20/32/0.4'],
    ['claude-mythos-5-2', '16/80/20/32/0.4'],
  ])('%s in fast mode costs %s', (model, price) => {
    expect(fast(model)).toBe(price)
  })

  test('haiku 5.5 has dearer prices for every class above 100000 prompt tokens', () => {
    expect(standard('claude-haiku-5-5', 100_001)).toBe('0.5/2.5/0.625/1/0.05')
  })

  test('the one-hour write of claude-3-opus and claude-3-haiku is twice the input, whatever other lists say', () => {
    expect(standard('claude-3-opus-20240229')).toBe('15/75/18.75/30/1.5')
    expect(standard('claude-3-haiku-20240307')).toBe('0.25/1.25/0.3/0.5/0.03')
  })
})

describe('FORMATS 3.6 and 8.2: OpenAI priority prices', () => {
  test.each([
    ['gpt-5.3-codex', '3.5/28', '0.35'],
    ['gpt-5.4', '5/30', '0.5'],
    ['gpt-5.5', '12.5/75', '1.25'],
    ['gpt-5.6-sol', '10/60', '1'],
    ['gpt-5.6-terra', '5/30', '0.5'],
    ['gpt-5.6-luna', '0.5/3', '0.05'],
    ['gpt-6-astra', '25/125', '2.5'],
    ['gpt-6-sol', '5/25', '0.5'],
    ['gpt-6-luna', '0.25/1.25', '0.025'],
  ])('%s as priority costs %s and %s for cached input', (model, price, cached) => {
    const priority = perMillion(rateAt(sku(model, { tier: 'priority' }))).split('/')
    expect(priority.slice(0, 2).join('/')).toBe(price)
    expect(priority[4]).toBe(cached)
    expect(fast(model)).toBe(priority.join('/'))
  })
})

describe('FORMATS appendix C: the snapshot of 2026-09-22, input / output / read / write, and above the long tier', () => {
  const SNAPSHOT = `
gpt-5 1.25/10/.125  gpt-5-mini .25/2/.025  gpt-5-nano .05/.4/.005  gpt-5-pro 15/120  gpt-5.1 1.25/10/.125
gpt-5.2 1.75/14/.175  gpt-5.2-pro 21/168  gpt-5.3-codex 1.75/14/.175  gpt-5.3-codex-spark 1.75/14/.175
gpt-5.4 2.5/15/.25 [272000>5/22.5/.5]  gpt-5.4-mini .75/4.5/.075  gpt-5.4-nano .2/1.25/.02
gpt-5.4-pro 30/180 [272000>60/270]  gpt-5.5 5/30/.5 [272000>10/45/1]  gpt-5.5-pro 30/180 [272000>60/270]
gpt-5.6 4/20/.4/5 [272000>8/30/.8/10]  gpt-5.6-sol 4/20/.4/5 [272000>8/30/.8/10]
gpt-5.6-terra 2/12/.2/2.5 [272000>4/18/.4/5]  gpt-5.6-luna .2/1.2/.02/.25 [272000>.4/1.8/.04/.5]
gpt-6-astra 10/50/1/12.5 [272000>20/75/2/25]  gpt-4.1 2/8/.5  gpt-4.1-mini .4/1.6/.1  gpt-4o 2.5/10/1.25  o3 2/8/.5
o4-mini 1.1/4.4/.275  gemini-2.5-pro 1.25/10/.125 [200000>2.5/15/.25]  gemini-2.5-flash .3/2.5/.03
gemini-3-flash-preview .5/3/.05  gemini-3.1-pro-preview 2/12/.2 [200000>4/18/.4]  gemini-3.5-flash 1.5/9/.15
gemini-3.6-flash .75/3.75/.075  gemini-3.7-flash .75/3.75/.075  gemini-3.8-flash .75/3.75/.075
grok-4.3 1.25/2.5/.2 [200000>2.5/5/.4]  grok-4.5 2/6/.3 [200000>4/12/.6]  grok-4.6 2/6/.5 [200000>4/12/1]
grok-4.7 2/6/.5 [200000>4/12/1]  grok-build-0.1 1/2/.2 [200000>2/4/.4]  glm-4.6 .6/2.2/.11  glm-4.7 .6/2.2/.11
glm-4.5-air .2/1.1/.03  glm-5 1/3.2/.2  glm-5.1 1.4/4.4/.26  glm-5.2 1.4/4.4/.26  glm-5.3 1.4/4.4/.26
glm-5.3-flash .15/.5/.03  kimi-k2.6 .95/4/.16  kimi-k2.7-code .95/4/.19  kimi-k3 3/15/.3
deepseek-v4-flash .15/.6/.003  deepseek-v4-pro .435/.87/.003625
opencode-zen:gpt-5-codex 1.07/8.5/.107  opencode-zen:gpt-5.1 1.07/8.5/.107
github-copilot:claude-sonnet-4.6 3/15/.3/3.75  github-copilot:mai-code-1.1-flash .2/1.2/.02`
  const rows = [...SNAPSHOT.matchAll(/(?:([\w-]+):)?([\w.-]+) ([\d./]+)(?: \[(\d+)>([\d./]+)\])?/g)]

  test('all of its models are in the table', () => {
    expect(rows).toHaveLength(55)
  })

  test.each(rows.map(([, seller, model, price, size, long]) => ({ seller, model, price, size, long })))(
    '$model costs $price',
    ({ seller, model = '', price = '', size, long }) => {
      const of = sku(model, { provider: seller ?? null })
      const check = (text: string, prompt: number) => {
        const [input, output, read = input, write = input] = numbersIn(text)
        const [in_, out, write5m, , cached] = numbersIn(perMillion(rateAt(of, prompt)))
        const missingWrite = model.startsWith('claude') ? write5m : write
        expect([in_, out, cached, write5m]).toEqual([input, output, read, missingWrite])
      }
      check(price, 1)
      check(price, Number(size ?? 1))
      if (size === undefined || long === undefined) expect(rateAt(of, 1_000_000).promptOver).toBeNull()
      else check(long, Number(size) + 1)
    },
  )

  test('sub-cent prices stay exact', () => {
    expect(rateAt(sku('deepseek-v4-pro')).rates.cacheRead).toBe(3_625_000_000n)
  })
})

describe('FORMATS 7.2: what Cursor charges for models of its own, input / output / 5m / 1h / read', () => {
  test.each([
    ['auto', '1.25/6/1.25/1.25/0.25'],
    ['composer-1', '1.25/10/1.25/1.25/0.125'],
    ['composer-1.5', '3.5/17.5/3.5/3.5/0.35'],
    ['composer-2', '0.5/2.5/0.5/0.5/0.2'],
    ['composer-2.5', '0.5/2.5/0.5/0.5/0.2'],
  ])('%s costs %s', (model, price) => {
    expect(perMillion(rateAt(sku(model, { provider: 'cursor' })))).toBe(price)
  })

  test('the name of a router has no price with another seller, or with none', () => {
    expect(book.ratesFor(sku('auto'))).toEqual([])
    expect(book.ratesFor(sku('auto', { provider: 'github-copilot' }))).toEqual([])
    // However it is written: OpenRouter's own router is openrouter/auto.
    expect(book.ratesFor(sku('openrouter/auto'))).toEqual([])
    expect(book.ratesFor(sku('openrouter/auto', { provider: 'openrouter' }))).toEqual([])
    expect(book.ratesFor(sku('Auto', { provider: 'github-copilot' }))).toEqual([])
  })

  test('gemini-3-pro is the preview', () => {
    expect(standard('gemini-3-pro')).toBe(standard('gemini-3-pro-preview'))
    expect(standard('gemini-3-pro', 200_001)).toBe('4/18/4/4/0.4')
  })
})
