import { clip } from '../_shared/notify/words.ts'

/** Shows as it is: no sign of Discord's Markdown, no mention, no line that is a heading, a quote or a list. */
export const escaped = (text: string): string =>
  text
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/^(\s*)(#|>|-|\+|\d+(?=\.))/gm, (_, space: string, sign: string) =>
      /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
    )

/** Cut, and not between a backslash and what it is for. */
export const fitted = (markdown: string, limit: number): string =>
  markdown.length <= limit ? markdown : clip(markdown, limit).replace(/(?<!\\)((?:\\\\)*)\\…$/, '$1…')
