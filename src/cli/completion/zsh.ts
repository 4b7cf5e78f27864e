import { spellings } from './words.ts'
import type { CommandWords, FlagWords } from './words.ts'

export const zshScript = (commands: readonly CommandWords[]): string => `#compdef rimuru
# zsh completion for rimuru
# rimuru completion zsh > "\${fpath[1]}/_rimuru"

_rimuru_words() {
  compadd -- \${(f)"$(rimuru completion --words $1 2>/dev/null)"}
}

_rimuru() {
  local -a commands
  commands=(
${commands.map(({ name, describe }) => `    ${quoted(`${name}:${describe}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(caseOf).join('\n')}
  esac
}

if [ "$funcstack[1]" = "_rimuru" ]; then
  _rimuru "$@"
else
  compdef _rimuru rimuru
fi
`

const caseOf = ({ name, actions, proposes, flags }: CommandWords): string => {
  const first = actions.length > 0 ? [quoted(`1:action:(${actions.join(' ')})`)] : []
  const names = proposes ? [quoted(`${first.length + 1}:name: _rimuru_words ${proposes.words}`)] : []
  const specs = [...first, ...names, quoted('*:file:_files'), ...flags.flatMap(specsOf)]
  return `    ${name})\n      _arguments \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')}\n      ;;`
}

function specsOf(flag: FlagWords): string[] {
  const describe = flag.describe.replace(/[[\]\\]/g, '\\$&')
  const value =
    flag.words !== null
      ? `:value: _rimuru_words ${flag.words}`
      : flag.values.length > 0
        ? `:value:(${flag.values.join(' ')})`
        : flag.name === 'config'
          ? ':file:_files'
          : ':value:'
  return spellings(flag).map((name) => quoted(`*${name}[${describe}]${flag.takesValue ? value : ''}`))
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
