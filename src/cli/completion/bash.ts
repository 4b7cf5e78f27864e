import { spellings } from './words.ts'
import type { CommandWords } from './words.ts'

export const bashScript = (commands: readonly CommandWords[]): string => `# bash completion for rimuru
# source <(rimuru completion bash)

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
    COMPREPLY=( $(compgen -W "$("\${COMP_WORDS[0]}" completion --words "$words" 2>/dev/null)" -- "$word") )
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
    .map((same) => same.find(({ values }) => values.length > 0) ?? same[0]!)
    .filter(({ takesValue }) => takesValue)
  const listed = valued.filter(({ values }) => values.length > 0)
  const open = valued.filter(({ values }) => values.length === 0)
  return [
    ...listed.map((flag) => `    ${spellings(flag).join('|')}) values="${flag.values.join(' ')}" ;;`),
    `    ${open.flatMap(spellings).join('|')}) return ;;`,
  ].join('\n')
}
