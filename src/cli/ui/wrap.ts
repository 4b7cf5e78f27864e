import { textWidth } from './text-width.ts'

/** Breaks a text between words, the lines after the first set in. A word that is too long stays whole. */
export function wrapText(text: string, width: number | null, first: string, others: string): string {
  if (width === null) return `${first}${text}\n`
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line)
      line = others
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty &&= word === ''
  }
  return [...lines, line].map((each) => `${each}\n`).join('')
}
