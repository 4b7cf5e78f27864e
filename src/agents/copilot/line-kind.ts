/** Copilot writes the type first. Whatever is written otherwise is wanted, and so is parsed. */
const HEAD = Buffer.from('{"type":"', 'latin1')

/** The types that say something of usage or of how a session stands; the others are most of a log, and its long lines. */
const WANTED = ['session.', 'user.message"', 'assistant.message"', 'abort"', 'span"'].map((type) =>
  Buffer.from(type, 'latin1'),
)

export function mayMatter(buffer: Buffer, start: number, end: number): boolean {
  if (!matches(buffer, start, end, HEAD)) return true
  return WANTED.some((type) => matches(buffer, start + HEAD.length, end, type))
}

function matches(buffer: Buffer, at: number, end: number, text: Buffer): boolean {
  if (at + text.length > end) return false
  for (let i = 0; i < text.length; i += 1) if (buffer[at + i] !== text[i]) return false
  return true
}
