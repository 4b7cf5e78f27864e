import type { Environment } from '../../platform/places.ts'
import { PROVIDERS } from '../../pricing/providers/list.ts'
import type { Fetched } from '../../pricing/providers/provider.ts'
import type { AnsweredModel, ListedName, ProviderAnswer } from '../../reports/models-show.ts'
import { askProviders } from './ask.ts'

/** What each price provider said last of some models, from what was kept of its answers. Nobody is asked. */
export async function lastAnswers(
  isWanted: (name: ListedName) => boolean,
  env: Environment,
): Promise<readonly ProviderAnswer[]> {
  const kept = await askProviders(PROVIDERS, { env, now: new Date(0), offline: true })
  return kept.flatMap(({ provider: { name, official }, fetched }): ProviderAnswer[] => {
    const models = fetched === null ? [] : answered(fetched, isWanted)
    if (fetched === null || models.length === 0) return []
    const { url = null, fetchedAt } = fetched.source
    // A table that comes with the program was never asked for.
    return [{ name, official, url, fetched_at: url === null ? null : fetchedAt, models }]
  })
}

function answered({ entries, models }: Fetched, isWanted: (name: ListedName) => boolean): readonly AnsweredModel[] {
  const known = new Map<string, AnsweredModel>()
  const of = ({ provider, model }: ListedName): AnsweredModel =>
    known.get(`${provider}/${model}`) ?? {
      provider,
      model,
      context_window: null,
      max_output: null,
      capabilities: [],
      prices: [],
    }
  const put = (model: AnsweredModel): void => void known.set(`${model.provider}/${model.model}`, model)
  for (const model of models.filter(isWanted)) {
    const { contextWindow = null, maxOutput = null, capabilities = [] } = model
    put({ ...of(model), context_window: contextWindow, max_output: maxOutput, capabilities })
  }
  for (const entry of entries.filter(isWanted)) {
    const model = of(entry)
    const { provider: _, model: __, aliases: ___, contextWindow, ...price } = entry
    put({ ...model, context_window: model.context_window ?? contextWindow ?? null, prices: [...model.prices, price] })
  }
  return [...known.values()]
}
