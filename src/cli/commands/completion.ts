import { basename } from 'node:path'
import { EXIT, RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import type { Invocation, Words } from '../command.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { completionWords } from '../completion/words.ts'
import { zshScript } from '../completion/zsh.ts'
import { toJson } from '../ui/formats.ts'

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const
const SHELLS = Object.keys(SCRIPTS)

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env } = invocation
  if (typeof flags.words === 'string') {
    const { namesFor } = await import('../completion/names.ts')
    // In the middle of a line nobody wants to hear of an error.
    const names = await namesFor(flags.words as Words, invocation).catch(() => [])
    io.out(names.map((name) => `${name}\n`).join(''))
    return EXIT.ok
  }
  const shell = typeof flags.shell === 'string' ? flags.shell : basename(env.SHELL ?? '')
  if (!isKnown(shell)) throw unknown(flags.shell, shell)
  const script = SCRIPTS[shell](completionWords())
  io.out(flags.json ? toJson({ schema_version: 1, kind: 'completion', shell, script }) : script)
  return EXIT.ok
}

const isKnown = (shell: string): shell is keyof typeof SCRIPTS => Object.hasOwn(SCRIPTS, shell)

function unknown(given: unknown, shell: string): RimuruError {
  const near = suggest(shell, SHELLS)
  const known = `one of ${SHELLS.join(', ')}, for example: source <(rimuru completion bash)`
  if (given === undefined)
    return new RimuruError('E7001', 'which shell? SHELL does not tell', { hint: `name ${known}` })
  return new RimuruError('E7001', `there is no completion for "${shell}"${near ? `, did you mean "${near}"?` : ''}`, {
    hint: known,
  })
}
