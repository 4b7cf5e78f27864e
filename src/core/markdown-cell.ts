/** Most values: nothing in them has to be looked at twice. */
const PLAIN = /^(?!.*(?::\/\/|www\.))[a-z0-9 .:/,@+=()-]*$/i

/**
 * Shows as it is: Markdown sees no sign of its own in it, a table no end of a cell. The same as the exporter's in
 * `plugins/_shared/markdown.ts`, which may import nothing from here; a test compares them.
 */
export function markdownCell(text: string): string {
  if (PLAIN.test(text)) return text
  return (
    text
      .replace(/\s*[\r\n]+\s*/g, ' ')
      .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
      .replace(/[\\`*|[\]~]/g, '\\$&')
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      // GitHub makes a link of what looks like an address.
      .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
      .replace(/&(?=[#\w]+;)/g, '&amp;')
      .replace(/<(?=[a-z/!?])/gi, '&lt;')
  )
}
