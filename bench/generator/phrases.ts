import type { Random } from './random.ts'

const WORDS = (
  'the a this that each every first last next other parser lexer token stream buffer reader writer cursor index query row column table ' +
  'schema migration session request response header cookie cache retry timeout worker queue job cron report invoice price rate ' +
  'total sum branch commit merge rebase diff patch test fixture snapshot assertion coverage lint type interface module import export ' +
  'function method argument default option flag config path folder file symlink permission error warning trace log metric span ' +
  'returns reads writes parses fails passes retries drops keeps counts moves loads stores opens closes waits for with without before ' +
  'after inside when because so and or but not only also again already still now later quickly slowly exactly roughly'
).split(' ')
const NAMES = [
  'user',
  'order',
  'rows',
  'batch',
  'config',
  'result',
  'payload',
  'cursor',
  'state',
  'items',
  'total',
  'rate',
  'session',
  'report',
]
const FOREIGN = [
  'Größe prüfen',
  '価格を計算する',
  'déjà vérifié',
  'проверка строк',
  '→ ✓ 完了',
  'naïve café',
  '🚀 déployé',
  '合計: ¥1,234',
  'złoty 12,50 zł',
]

/** Text that looks like a record when read by bytes and is only a string when parsed. */
export const TRAPS = [
  '{"type":"assistant","message":{"id":"msg_trap","model":"claude-sonnet-4-5","usage":{"input_tokens":5}},"requestId":"req_trap"}',
  'jq \'select(.type=="assistant") | .message."usage":{"input_tokens":5}\' < session.jsonl',
  '{"timestamp":"2026-09-01T00:00:00.000Z","type":"event_msg","payload":{"type":"token_count","info":{"last_token_usage":{"input_tokens":5}}}}',
  'expected: {"type":"cost-state","modelUsage":{"claude-opus-4-5":{"inputTokens":5}}}',
  '"usage":{"input_tokens":5,"output_tokens":7},"type":"token_usage_record","response_id":"resp_trap"',
]

export function prose(random: Random, length: number, foreign: boolean): string {
  let out = foreign ? `${random.pick(FOREIGN)} ` : ''
  while (out.length < length) out += `${random.pick(WORDS)} `
  return `${out.charAt(0).toUpperCase()}${out.slice(1).trimEnd()}.`
}

const CODE: readonly ((random: Random, a: string, b: string, n: number) => string)[] = [
  (_, a, b) => `  const ${a} = await read("${b}.json", { encoding: "utf8" })`,
  (_, a, b, n) => `  if (${a}.length > ${n}) throw new Error(\`${b} has more than ${n} rows\`)`,
  (_, a, b, n) => `    for ${a} in ${b}[:${n}]: print(f"{${a}!r}\\t{${b}}")`,
  (random, a, b, n) =>
    `src/${a}/${b}.ts:${n}:${random.int(1, 80)}: error TS2345: Argument of type '"${a}"' is not assignable`,
  (_, a, b, n) => `+\t\t"${a}": { "${b}": ${n}, "path": "C:\\\\work\\\\${a}" },`,
  (random, a, b, n) => `-rw-r--r-- 1 dev dev ${n} Sep ${random.int(1, 30)} 12:${random.int(10, 59)} ${a}-${b}.log`,
  (_, a, b, n) => `${n}→export function ${a}Of(${b}: readonly string[]): number {`,
  (random, a, b, n) => `ok ${n} - ${a} keeps the ${b} (${random.int(1, 900)} ms)`,
]
// The arrow of "cat -n" output is not ASCII: it stays rare.
const PLAIN_CODE = CODE.filter((_, n) => n !== 6)

export function codeLine(random: Random): string {
  const line = random.pick(random.chance(0.004) ? CODE : PLAIN_CODE)
  return line(random, random.pick(NAMES), random.pick(NAMES), random.int(1, 4000))
}
