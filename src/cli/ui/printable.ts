/**
 * Names in logs are anybody's: what would move the cursor, ring, break or turn round the line stands as one sign. So does
 * a letter of `::error` at the start and of `##[error]` anywhere, which a runner of GitHub would take for its commands.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|(?<=^ *):(?=:[a-z])|(?<=#)#(?=\[)/giu, '\ufffd')

/** The same of a text that has lines of its own, as one line. */
export const printableLine = (text: string): string => printable(text.replace(/\s*[\r\n]+\s*/g, ' '))

/** The same of one that keeps them. */
export const printableLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(/[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
