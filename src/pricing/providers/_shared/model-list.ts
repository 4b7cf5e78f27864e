import { httpGet } from '../../../platform/http.ts'
import { addressAt } from '../fetch.ts'
import { LIMITS } from '../fetch.ts'
import type { FetchOptions, ProviderModel } from '../provider.ts'

/** One page of a list that needs a key. */
export interface ModelPage {
  readonly models: readonly ProviderModel[]
  /** The query that gives the next one; null after the last. */
  readonly next: Readonly<Record<string, string>> | null
}

export interface ModelListing {
  readonly url: string
  readonly headers: (key: string) => Readonly<Record<string, string>>
  readonly load: () => Promise<{ readonly parse: (text: string) => ModelPage }>
}

const MOST_PAGES = 20

/** Which models exist, by the maker's own interface; or why that is not known. Neither has anything of the key. */
export async function listModels(
  { url, headers, load }: ModelListing,
  key: string,
  { env, baseUrl, signal }: FetchOptions,
): Promise<readonly ProviderModel[] | string> {
  const { parse } = await load()
  const models: ProviderModel[] = []
  let query: ModelPage['next'] = {}
  for (let pages = 0; query !== null && pages < MOST_PAGES; pages += 1) {
    const address = new URL(addressAt(url, baseUrl))
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
    const got = await httpGet(address.href, { headers: headers(key), redirects: 0, env, signal, ...LIMITS })
    if (!got.ok) return got.why.replaceAll(key, '***')
    try {
      const page: ModelPage = parse(got.value.bytes.toString('utf8'))
      models.push(...page.models)
      query = page.next
    } catch {
      return `${address.host} answered no list of models`
    }
  }
  return models
}
