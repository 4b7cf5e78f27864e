import type { Random } from './random.ts'
import type { Texts } from './text.ts'

/** What tells a dense corpus from a heavy one: how long lines and sessions are. */
export interface Profile {
  /** Mean bytes of a main transcript, of a sub-agent's, of a Codex rollout. */
  readonly claudeSession: number
  readonly claudeSubagent: number
  readonly codexRollout: number
  readonly toolResult: () => string
  /** Base64 of an image in a prompt or a tool result; undefined where there is none. */
  readonly image: () => string | undefined
  /** The full tool and prompt description that newer Claude versions log; undefined where it is left out. */
  readonly requestShape: () => string | undefined
  readonly codexInstructions: () => string
  readonly encryptedReasoning: () => string
}

export const KINDS = ['dense', 'heavy'] as const
export type Kind = (typeof KINDS)[number]

const KB = 1000
const none = () => undefined

export function profileOf(kind: Kind, random: Random, texts: Texts): Profile {
  return kind === 'dense' ? dense(random, texts) : heavy(random, texts)
}

const dense = (random: Random, texts: Texts): Profile => ({
  claudeSession: 164 * KB,
  claudeSubagent: 40 * KB,
  codexRollout: 122 * KB,
  toolResult: () => (random.chance(0.7) ? texts.long() : texts.medium()),
  image: none,
  requestShape: none,
  codexInstructions: () => `${texts.long()}${texts.medium()}`,
  encryptedReasoning: () => texts.base64(random.int(60, 400)),
})

const heavy = (random: Random, texts: Texts): Profile => ({
  claudeSession: 3200 * KB,
  claudeSubagent: 700 * KB,
  codexRollout: 2700 * KB,
  toolResult: () => (random.chance(0.5) ? texts.medium() : texts.bulk(random.int(10 * KB, 160 * KB))),
  image: () =>
    random.chance(0.25) ? texts.base64(random.int(100 * KB, random.pick([400, 900, 2000]) * KB)) : undefined,
  requestShape: () => (random.chance(0.4) ? texts.bulk(random.int(70 * KB, 108 * KB)) : undefined),
  codexInstructions: () => texts.bulk(random.int(20 * KB, 29 * KB)),
  encryptedReasoning: () => texts.base64(random.int(2 * KB, 20 * KB)),
})
