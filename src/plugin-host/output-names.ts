/** Ends the name of a file that the host has not yet put in its place. */
export const UNFINISHED = '.rimuru-tmp'

/** With what the host puts around it while it is written, still a name on every disk. */
const LONGEST = 240
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/** Why no file may be published under this path, null where one may: it would be no file elsewhere, or another one. */
export function wrongName(path: string): string | null {
  if (/[\p{Cc}\u2028\u2029\\]/u.test(path)) return 'which has a control character or a backslash in it'
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'which is no plain path in its folder'
    if (/^(\.git|git~1)$/i.test(part)) return 'which is a place of git'
    if (part.startsWith('.') && part.endsWith(UNFINISHED)) return 'which is a name of the host'
    if (/[. ]$/.test(part)) return 'which ends with a dot or a space'
    if (DEVICE.test(part)) return 'which is a device on Windows'
    if (Buffer.byteLength(part) > LONGEST) return `which is longer than ${LONGEST} bytes`
  }
  return null
}

/** The same for two paths that are one file on some disk. */
export const sameName = (path: string): string => path.normalize('NFC').toLowerCase()
