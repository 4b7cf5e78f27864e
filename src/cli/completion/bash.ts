import { spellings } from './words.ts'
import type { CommandWords, FlagWords } from './words.ts'

export const bashScript = (commands: readonly CommandWords[]): string => `# bash completion for rimuru
# source <(rimuru completion bash)

_rimuru_words() {
  "\${COMP_WORDS[0]}" completion --words "$1" 2>/dev/null
}

_rimuru() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local flags="" actions="" values="" words="" after=""
  COMPREPLY=()

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=( $(compgen -W "${[...commands.map(({ name }) => name), '--help', '--version'].join(' ')}" -- "$word") )
    return
  fi

  case "$command" in
${commands.map(caseOf).join('\n')}
  esac

  case "$before" in
${valueCases(commands)}
  esac
  if [ -n "$values" ]; then
    COMPREPLY=( $(compgen -W "$values" -- "$word") )
  elif [[ "$word" == -* ]]; then
    COMPREPLY=( $(compgen -W "$flags" -- "$word") )
  elif [ "$COMP_CWORD" -eq 2 ] && [ -n "$actions" ]; then
    COMPREPLY=( $(compgen -W "$actions" -- "$word") )
  elif [ -n "$words" ] && [ "$before" = "$after" ]; then
    COMPREPLY=( $(compgen -W "$(_rimuru_words "$words")" -- "$word") )
  fi
}

complete -o default -F _rimuru rimuru
`

function caseOf({ name, actions, proposes, flags }: CommandWords): string {
  const names = proposes ? ` words="${proposes.words}"; after="${proposes.after}";` : ''
  return `    ${name}) flags="${flags.flatMap(spellings).join(' ')}"; actions="${actions.join(' ')}";${names};`
}

/** A flag means the same wherever it is taken; some commands propose nothing for it. */
function valueCases(commands: readonly CommandWords[]): string {
  const flags = Map.groupBy(
    commands.flatMap((command) => command.flags),
    ({ name }) => name,
  )
  const valued = [...flags.values()]
    .map((same) => same.find(isListed) ?? same[0]!)
    .filter(({ takesValue }) => takesValue)
  const listed = valued.filter(isListed)
  const open = valued.filter((flag) => !isListed(flag))
  return [
    ...listed.map((flag) => `    ${spellings(flag).join('|')}) values="${valuesOf(flag)}" ;;`),
    `    ${open.flatMap(spellings).join('|')}) return ;;`,
  ].join('\n')
}

const isListed = ({ values, words }: FlagWords): boolean => values.length > 0 || words !== null

const valuesOf = ({ values, words }: FlagWords): string =>
  words === null ? values.join(' ') : `$(_rimuru_words ${words})`
