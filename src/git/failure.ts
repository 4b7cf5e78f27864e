import { RimuruError } from '../core/errors.ts'
import { withoutLogin } from '../core/secrets.ts'
import { commandOf } from './process.ts'

const LONGEST = 240

/** One line of what git wrote: the first that names the fault, without advice and without passwords. */
export function sentenceOf(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(remote:\s*)?hint:/.test(line))
  const line = lines.find((one) => /^(remote:\s*)?(fatal|error):/.test(one)) ?? lines[0] ?? 'git gave no reason'
  const plain = withoutLogin(line.replace(/^(?:(?:remote|fatal|error):\s*)+/, '').replaceAll(/\s+/g, ' '))
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}...` : plain
}

export const gitFailed = (where: string, args: readonly string[], stderr: string, hint?: string): RimuruError =>
  new RimuruError('E8001', `git ${commandOf(args)} failed: ${sentenceOf(stderr)}`, { where, hint })
