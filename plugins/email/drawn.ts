import { pictureOf } from './charts.ts'
import type { Content } from './content.ts'
import type { Identity } from './identity.ts'

export interface Drawn {
  readonly pictures: ReadonlyMap<string, { readonly cid: string; readonly name: string; readonly png: Buffer }>
  /** A sentence for each chart that could not be drawn. */
  readonly failed: readonly string[]
}

/** The charts of a letter as pictures, each under the name by which the HTML calls it. */
export async function drawnIn({ sections }: Content, identity: Identity): Promise<Drawn> {
  const pictures = new Map<string, { cid: string; name: string; png: Buffer }>()
  const failed: string[] = []
  for (const { chart } of sections) {
    if (chart === null) continue
    try {
      const png = await pictureOf(chart.svg)
      pictures.set(chart.id, { cid: identity.contentId(chart.id), name: `${chart.id}.png`, png })
    } catch {
      failed.push(`The chart "${chart.title}" could not be drawn.`)
    }
  }
  return { pictures, failed }
}
