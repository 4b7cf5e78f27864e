/** Shows as it is: Markdown sees no sign of its own in it, a table no end of a cell. */
export const escaped = (text: string): string =>
  text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\\`*|[\]~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=[#\w]+;)/g, '&amp;')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
