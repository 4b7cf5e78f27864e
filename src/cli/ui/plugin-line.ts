import type { LogLine } from '../../plugin-host/types.ts'
import type { Invocation } from '../command.ts'

/** On a terminal the host's own words are enough; what a plugin says is in its log. */
export const pluginTeller =
  ({ flags, io }: Pick<Invocation, 'flags' | 'io'>) =>
  ({ plugin, source, level, message }: LogLine): void => {
    const urgent = source === 'host' || (source === 'log' && (level === 'warning' || level === 'error'))
    if (urgent || flags.debug) io.note(`${plugin}: ${message}\n`)
  }
