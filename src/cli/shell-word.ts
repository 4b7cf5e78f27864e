/** A word as a shell takes it: in quotes where something in it would mean more than itself. */
export const shellWord = (word: string): string =>
  /^[\w./@:=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
