import type { Check, CheckReport } from '../../plugin-host/check/checks.ts'
import type { Io } from '../io.ts'
import { plural } from './numbers.ts'
import { paint } from './paint.ts'
import { wrapText } from './wrap.ts'

/** Wide enough for the longest name of a check. */
const NAME = 26

export function printCheck({ name, ok, skipped, detail }: Check, io: Io): void {
  const style = paint(io.outColour)
  const verdict = skipped ? style.dim('skipped') : ok ? style.green('ok     ') : style.red('FAILED ')
  const head = `${verdict}  ${name.padEnd(NAME)}`
  const rest = wrapText(detail, io.width === null ? null : Math.max(20, io.width - 9 - NAME), '', '')
  io.out(`${head}${rest.trimEnd().replaceAll('\n', `\n${' '.repeat(9 + NAME)}`)}\n`)
}

export function printVerdict({ ok, plugin, checks }: CheckReport, io: Io): void {
  const style = paint(io.outColour)
  const failed = checks.filter((check) => !check.ok)
  const who = [plugin.name, plugin.version, plugin.kind ?? 'of the base protocol'].filter(Boolean).join(', ')
  io.out(
    ok
      ? `\n${style.green(`${who}: it does what it should`)}\n`
      : `\n${style.red(`${who}: ${plural(failed.length, 'check')} failed`)}\n  plugins/README.md says what a plugin has to answer\n`,
  )
}
