/**
 * One name for all the ways in which agents, clouds and proxies write a model (docs/formats.md 2.7): to tell whether two
 * names are of one model. Prices are looked up less boldly.
 */
export function baseModel(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/\s*\[[^\]]*\]$/, '')
    .replace(/^.*\//, '')
    .replace(/^(us-gov|us|eu|apac|global|jp|au)\./, '')
    .replace(/^anthropic\./, '')
  const bare = plain.startsWith('claude-') ? plain.replace(/-v\d+(:\d+)?(?=@|$)/, '') : plain
  return bare
    .replace(/@(default|latest)$/, '')
    .replace('@', '-')
    .replace(/-(\d{8}|\d{4}-\d\d-\d\d|latest)$/, '')
    .replace(/(\d)\.(?=\d)/g, '$1-')
}
