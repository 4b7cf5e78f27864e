import { isKnownPrefix } from './seller-names.ts'

export interface NameCandidate {
  readonly name: string
  /** The name asked for the fast table. */
  readonly fast: boolean
}

/**
 * docs/formats.md 2.7: the names under which a model may be listed, the least changed first. Each is looked up whole,
 * so that a date or suffix is dropped only where the shorter name is itself listed.
 */
export function nameCandidates(model: string): readonly NameCandidate[] {
  const written = model.trim().toLowerCase()
  const plain = withoutProxies(written.replace(/\s*\[[^\]]*\]$/, ''))
  const bare = plain.replace(REGION, '').replace(/^anthropic\./, '')
  const tails = withoutTails({ name: withoutVersion(bare), fast: false })
  const untouched = [written, plain].map((name) => ({ name, fast: false }))
  const all = [...untouched, ...regional(plain, tails), { name: bare, fast: false }, ...tails]
  return unique([...all, ...all.flatMap(claudeSpellings)])
}

/** Lists of Bedrock have one price for every region's own endpoint, and name a Claude model with or without its version. */
function regional(plain: string, tails: readonly NameCandidate[]): readonly NameCandidate[] {
  const name = plain.replace(OWN_ENDPOINT, 'regional.')
  if (name === plain) return []
  const versions = name.startsWith('regional.anthropic.') ? ['', '-v1:0'] : []
  const shorter = tails.flatMap((tail) =>
    versions.map((version) => ({ ...tail, name: `regional.anthropic.${tail.name}${version}` })),
  )
  return [{ name, fast: false }, ...shorter]
}

const OWN_ENDPOINT = /^(us-gov|us|eu|apac|jp|au)\./

const REGION = /^(us-gov|us|eu|apac|global|jp|au|regional)\./

function withoutProxies(name: string): string {
  const slash = name.lastIndexOf('/')
  return slash > 0 && name.slice(0, slash).split('/').every(isKnownPrefix) ? name.slice(slash + 1) : name
}

const withoutVersion = (name: string): string =>
  name
    .replace(isClaude(name) ? /-v\d+(:\d+)?(?=@|$)/ : /-v\d+:\d+$/, '')
    .replace(/@(default|latest)$/, '')
    .replace(/(.)@/, '$1-')

/** Every name that is left after dropping endings one by one, the longest first. */
function withoutTails(candidate: NameCandidate): readonly NameCandidate[] {
  const shorter = withoutTail(candidate)
  return shorter === null ? [candidate] : [candidate, ...withoutTails(shorter)]
}

/** `-thinking` and `-fast` are models of their own with other makers (`kimi-k2-thinking`, `grok-3-fast`). */
function withoutTail({ name, fast }: NameCandidate): NameCandidate | null {
  const tail = /-(\d{8}|\d{4}-\d\d-\d\d|latest|thinking|fast)$/.exec(name)
  if (!tail) return null
  const isFast = tail[1] === 'fast'
  if (tail[1] === 'thinking' && !isClaude(name)) return null
  if (isFast && !isClaude(name) && !name.startsWith('gpt-')) return null
  return { name: name.slice(0, tail.index), fast: fast || isFast }
}

/** `claude-sonnet-4.5`, `claude-sonnet-4-5` and `claude-4-5-sonnet` are one model. */
function claudeSpellings({ name, fast }: NameCandidate): readonly NameCandidate[] {
  if (!isClaude(name)) return []
  const dashed = name.replace(/(\d)\.(?=\d)/g, '$1-')
  return [dashed, turned(dashed)].map((spelling) => ({ name: spelling, fast }))
}

const turned = (name: string): string =>
  name
    .replace(/^claude-([a-z]+)-(\d+(?:-\d)?)$/, 'claude-$2 $1')
    .replace(/^claude-(\d+(?:-\d)?)-([a-z]+)$/, 'claude-$2-$1')
    .replace(' ', '-')

const isClaude = (name: string): boolean => name.startsWith('claude-')

function unique(candidates: readonly NameCandidate[]): readonly NameCandidate[] {
  const byName = new Map<string, NameCandidate>()
  for (const candidate of candidates) if (!byName.has(candidate.name)) byName.set(candidate.name, candidate)
  return [...byName.values()]
}
