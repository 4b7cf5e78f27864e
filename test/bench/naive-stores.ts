import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/* The plainest reading that is right: it shares no code with the readers it is compared with. */

/** A message that is older than the session it stands in was copied into it. */
export function readCursor(path: string) {
  using database = new DatabaseSync(path, { readOnly: true })
  const rows = database.prepare('select key, value from cursorDiskKV').all() as { key: string; value: string }[]
  const began = new Map<string, number>()
  for (const { key, value } of rows)
    if (key.startsWith('composerData:')) began.set(key.split(':')[1]!, JSON.parse(value).createdAt)
  const found = { requests: 0, input_tokens: 0, output_tokens: 0, sessions: began.size, messages: 0 }
  let [copied, uncounted] = [0, 0]
  for (const { key, value } of rows) {
    if (!key.startsWith('bubbleId:')) continue
    found.messages += 1
    const { type, createdAt, tokenCount } = JSON.parse(value)
    if (type !== 2) continue
    if (Date.parse(createdAt) < began.get(key.split(':')[1]!)!) copied += 1
    else if (tokenCount.inputTokens + tokenCount.outputTokens === 0) uncounted += 1
    else {
      found.requests += 1
      found.input_tokens += tokenCount.inputTokens
      found.output_tokens += tokenCount.outputTokens
    }
  }
  return { ...found, copied, uncounted }
}

export function readOpenCode(home: string) {
  const storage = join(home, '.local/share/opencode/storage')
  const found = { requests: 0, input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_5m_tokens: 0 }
  for (const name of readdirSync(join(storage, 'message'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue
    const { tokens } = JSON.parse(readFileSync(join(storage, 'message', name), 'utf8'))
    if (!tokens) continue
    found.requests += 1
    found.input_tokens += tokens.input
    found.output_tokens += tokens.output
    found.cache_read_tokens += tokens.cache.read
    found.cache_write_5m_tokens += tokens.cache.write
  }
  return found
}
