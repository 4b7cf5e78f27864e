/** What the line says last of a switch, if anything. It may be a line that cannot be read further. */
export function switchOf(name: string, args: readonly string[]): boolean | null {
  const pattern = new RegExp(`^--(no-)?${name}(=(true|false))?$`)
  const flag = args.findLast((arg) => pattern.test(arg))
  return flag === undefined ? null : flag.startsWith('--no-') === flag.endsWith('=false')
}
