import type { Words } from '../command.ts'
import type { CommandWords, FlagWords } from './words.ts'

export const fishScript = (commands: readonly CommandWords[]): string => `# fish completion for rimuru
# rimuru completion fish > ~/.config/fish/completions/rimuru.fish

${commands.map(commandLines).join('\n\n')}
`

function commandLines({ name, describe, actions, proposes, flags }: CommandWords): string {
  const within = `-n '__fish_seen_subcommand_from ${name}'`
  return [
    `complete -c rimuru -f -n __fish_use_subcommand -a ${name} -d ${quoted(describe)}`,
    ...(actions.length > 0 ? [`complete -c rimuru -f ${within} -a '${actions.join(' ')}'`] : []),
    ...(proposes ? [nameLine(name, proposes)] : []),
    ...flags.map((flag) => `complete -c rimuru ${within} ${flagWords(flag)}`),
  ].join('\n')
}

function nameLine(name: string, { words, after }: NonNullable<CommandWords['proposes']>): string {
  const seen = [...new Set([name, after])].map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')
  return `complete -c rimuru -f -n '${seen}' -a '${asked(words)}'`
}

const asked = (words: Words): string => `(rimuru completion --words ${words} 2>/dev/null)`

function flagWords({ name, alias, describe, takesValue, values, words }: FlagWords): string {
  const short = alias ? ` -s ${alias}` : ''
  const value = !takesValue
    ? ''
    : values.length > 0 || words !== null
      ? ` -x -a '${words === null ? values.join(' ') : asked(words)}'`
      : name === 'config'
        ? ' -r -F'
        : ' -x'
  return `-l ${name}${short}${value} -d ${quoted(describe)}`
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
