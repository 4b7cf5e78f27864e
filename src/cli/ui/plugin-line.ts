import type { LogLine } from '../../plugin-host/types.ts'
import type { Invocation } from '../command.ts'

/** What people should see without asking for it: the host's own words, and what a plugin warns of. All else is in its log. */
export const isUrgent = ({ source, level }: LogLine): boolean =>
  source === 'host' || (source === 'log' && (level === 'warning' || level === 'error'))

export const pluginTeller =
  ({ flags, io }: Pick<Invocation, 'flags' | 'io'>) =>
  (line: LogLine): void => {
    if (isUrgent(line) || flags.debug) io.note(`${line.plugin}: ${line.message}\n`)
  }
