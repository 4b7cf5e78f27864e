import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSession } from './claude/session.ts'
import { CLAUDE_MODELS, CLAUDE_VERSIONS } from './claude/versions.ts'
import { writeRollout } from './codex/rollout.ts'
import { CODEX_MODELS, CODEX_VERSIONS } from './codex/versions.ts'
import { generatorHash } from './fingerprint.ts'
import { createPlaces, startOf } from './places.ts'
import { profileOf } from './profiles.ts'
import type { Kind } from './profiles.ts'
import { createRandom } from './random.ts'
import { createTexts } from './text.ts'
import { emptyTruth, sumOf } from './truth.ts'
import type { Truth } from './truth.ts'

export interface CorpusOptions {
  readonly kind: Kind
  readonly size: number
  readonly out: string
  readonly seed: number
}

export const homeOf = (corpus: string): string => join(corpus, 'home')
export const truthFile = (corpus: string): string => join(corpus, 'truth.json')

const CLAUDE_SHARE = 2 / 3
const FORKED = 0.04

/** Writes the logs under `out/home` and, last of all, what they truly add up to as `out/truth.json`. */
export function generateCorpus({ kind, size, out, seed }: CorpusOptions): Truth {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(homeOf(out), { recursive: true })
  const random = createRandom(seed)
  const texts = createTexts(random)
  const places = createPlaces(random)
  const common = { random, texts, profile: profileOf(kind, random, texts) }
  const [claude, codex] = [emptyTruth(), emptyTruth()]
  const projects = join(homeOf(out), '.claude', 'projects')
  while (claude.bytes < size * CLAUDE_SHARE) {
    const plan = {
      version: random.pick(CLAUDE_VERSIONS),
      model: random.pick(CLAUDE_MODELS),
      place: random.pick(places),
      start: startOf(random),
    }
    writeSession({ ...common, projects, truth: claude }, { ...plan, isForked: random.chance(FORKED) })
  }
  const sessions = join(homeOf(out), '.codex', 'sessions')
  while (claude.bytes + codex.bytes < size) {
    const plan = {
      version: random.pick(CODEX_VERSIONS),
      model: random.pick(CODEX_MODELS),
      place: random.pick(places),
      start: startOf(random),
    }
    writeRollout({ ...common, sessions, truth: codex }, { ...plan, isForked: random.chance(FORKED) })
  }
  const truth: Truth = {
    kind,
    size,
    seed,
    generator: generatorHash(),
    agents: { claude, codex },
    totals: sumOf([claude, codex]),
  }
  writeFileSync(truthFile(out), `${JSON.stringify(truth, null, 2)}\n`)
  return truth
}
