const TYPE_KEY = Buffer.from('"type":"', 'latin1')
const PAYLOAD_TYPE = Buffer.from('event_msg","payload":{"type":"', 'latin1')
const COMMA = 44
const QUOTE = 34
/** `{"timestamp":"2026-11-20T18:01:06.867Z",` */
const TYPE_AT = 40
const LOWER_T = 116
const LOWER_O = 111

/** Kinds of lines that carry nothing about usage, by first letter: response_item, compacted, world_state, inter_agent..., ghost_snapshot. */
const IGNORED = new Set(Array.from('rcwig', (letter) => letter.charCodeAt(0)))

/**
 * Codex writes the keys of a line in one order, so the kind of nearly every line shows at a known place. Whatever is
 * written otherwise is wanted, and so is parsed.
 */
export function mayMatter(buffer: Buffer, start: number, end: number): boolean {
  const value = kindAt(buffer, start, end)
  if (value === -1) return true
  const letter = buffer[value]!
  if (IGNORED.has(letter)) return false
  if (!matches(buffer, value, PAYLOAD_TYPE)) return true
  // token_count, task_started, task_complete, turn_aborted, thread_settings_applied
  return buffer[value + PAYLOAD_TYPE.length] === LOWER_T
}

function kindAt(buffer: Buffer, start: number, end: number): number {
  let at = start + TYPE_AT
  if (at + 20 > end || buffer[at - 1] !== COMMA || buffer[at] !== QUOTE) return -1
  if (buffer[at + 1] === LOWER_O) {
    // `"ordinal":14,` of the paginated mode
    while (at < end && buffer[at] !== COMMA) at += 1
    at += 1
  }
  return buffer[at + 1] === LOWER_T && matches(buffer, at, TYPE_KEY) ? at + TYPE_KEY.length : -1
}

function matches(buffer: Buffer, at: number, text: Buffer): boolean {
  for (let i = 0; i < text.length; i += 1) if (buffer[at + i] !== text[i]) return false
  return true
}
