import { parseArgs } from 'node:util'
import { generateCorpus } from './generator/corpus.ts'
import { KINDS } from './generator/profiles.ts'
import { parseSize } from './sizes.ts'

const USAGE = 'node bench/generate-corpus.ts --kind dense|heavy --size 400MB|2GB --out DIR [--seed N]'

function main(): void {
  const { values } = parseArgs({
    options: {
      kind: { type: 'string' },
      size: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  })
  const kind = KINDS.find((kind) => kind === values.kind)
  if (kind === undefined || values.size === undefined || values.out === undefined) throw new Error(`usage: ${USAGE}`)
  const truth = generateCorpus({ kind, size: parseSize(values.size), out: values.out, seed: Number(values.seed) })
  process.stdout.write(`${JSON.stringify(truth)}\n`)
}

main()
