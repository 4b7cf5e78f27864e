const LONGEST = 200

/** Cut to so many UTF-16 units at most, never within a character. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  if (limit < 1) return ''
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** What the receiver says is wrong, in a line: the message in its JSON, the title of its page, or its text. */
export function receiversWords(body: string, secrets: readonly string[]): string {
  const masked = secrets.filter((secret) => secret !== '').reduce((text, each) => text.replaceAll(each, '***'), body)
  const words = messageIn(masked) ?? /<title>([^<]*)/i.exec(masked)?.[1] ?? masked.replace(/<[^>]*>/g, ' ')
  return clip(words.replace(/[\p{Cc}\s]+/gu, ' ').trim(), LONGEST)
}

function messageIn(body: string): string | null {
  try {
    const { message, error, detail } = JSON.parse(body) as Readonly<Record<string, unknown>>
    const inner = (error as { message?: unknown } | null | undefined)?.message
    const said = [message, inner, error, detail].find((each) => typeof each === 'string')
    return said ?? null
  } catch {
    return null
  }
}
