import { createRandom } from '../../bench/generator/random.ts'
import { forkClaude, writeClaude } from './claude.ts'
import { forkCodex, writeCodex } from './codex.ts'
import { writeCopilot } from './copilot.ts'
import { writeCursor } from './cursor.ts'
import { writeGoose } from './goose.ts'
import { writeOpenCode } from './opencode.ts'
import { planSessions } from './story.ts'
import { noTokens } from './tokens.ts'
import type { Tokens } from './tokens.ts'

/** Writes the made-up home folder, the same bytes each time, and tells what its logs add up to. */
export function generateHome(home: string): Tokens {
  const random = createRandom(2026)
  const truth = noTokens()
  for (const plan of planSessions(random)) {
    const world = { random, home, truth }
    if (plan.agent === 'codex') {
      const thread = writeCodex(world, plan)
      if (plan.forked) forkCodex(world, plan, thread)
    } else {
      const session = writeClaude(world, plan)
      if (plan.forked) forkClaude(world, plan, session)
    }
  }
  // Each draws from a chance of its own, so that none changes what the others write.
  for (const [i, write] of OTHERS.entries()) write({ random: createRandom(2027 + i), home, truth })
  return truth
}

const OTHERS = [writeOpenCode, writeCopilot, writeGoose, writeCursor]
