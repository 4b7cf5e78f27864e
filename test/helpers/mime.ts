/** A part of a message, or the whole of one. */
export interface MimePart {
  readonly type: string
  readonly headers: ReadonlyMap<string, string>
  /** Decoded. */
  readonly body: Buffer
  readonly parts: readonly MimePart[]
}

/** Reads a message as it came over the wire; only what our own letters use. */
export function readMime(bytes: Buffer): MimePart {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const headers = new Map(
    text
      .slice(0, end)
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  )
  const type = headers.get('content-type') ?? ''
  const content = text.slice(end + 4)
  const [, boundary] = /boundary="?([^";]+)"?/.exec(type) ?? []
  const parts =
    boundary === undefined
      ? []
      : content
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => readMime(Buffer.from(part.slice(2).replace(/\r\n$/, ''), 'latin1')))
  return { type, headers, body: decoded(content, headers.get('content-transfer-encoding')), parts }
}

function decoded(content: string, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(content, 'base64')
  if (encoding !== 'quoted-printable') return Buffer.from(content, 'latin1')
  const bytes = content
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/** Every part without parts, from the first to the last. */
export const leavesOf = (part: MimePart): readonly MimePart[] =>
  part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf)

/** The text of the first part of a type. */
export function textIn(part: MimePart, type: string): string {
  const found = leavesOf(part).find((leaf) => leaf.type.startsWith(type))
  if (!found) throw new Error(`there is no part of ${type}`)
  return found.body.toString('utf8')
}
