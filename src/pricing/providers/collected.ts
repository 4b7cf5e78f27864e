import type { Parse } from './_shared/parsed.ts'
import { answerOf, reading } from './fetch.ts'
import type { PriceProvider } from './provider.ts'

interface Collector extends Pick<PriceProvider, 'name' | 'official' | 'about'> {
  readonly url: string
  /** Its code is loaded when it is asked. */
  readonly load: () => Promise<{ readonly parse: Parse }>
}

/** A provider that has a list with prices at one public address. */
export const collected = ({ name, official, about, url, load }: Collector): PriceProvider => ({
  name,
  official,
  about,
  keyVariables: [],
  fetch: async (options) => {
    const answer = await answerOf(name, url, options)
    const parsed = await reading(name, answer, async () => {
      const { parse } = await load()
      return parse(answer.text, options.now.toISOString().slice(0, 10))
    })
    const problem = answer.keep()
    const { source, unchanged } = answer
    return { ...parsed, source, unchanged, notes: problem === null ? [] : [problem] }
  },
})
