import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { hasPython, pythonProgram, startOnFd } from './python-host.ts'

const EXPORTER = `
def rows(rows, call):
    if call.options['include_headers']:
        yield b'id\\n'
    for row in rows:
        yield row['id'] + '\\n'

def report(report, call):
    with open(call.out + '/notes.txt', 'w') as file:
        file.write('one\\n')
    call.add('notes.txt', 'text/plain', 0)
    return report['title']

serve_plugin(define_exporter(id='letters', name='Letters', version='1.0.0', format='letters', extension='txt',
    media_type='text/plain', costs=rows, report=report))`

const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const fileOf = (path: string, rows: number, text: string) => ({
  path,
  media_type: 'text/plain',
  rows,
  sha256: sha256(text),
})

/** What each row is as JSON text. */
const TEXTS = `
def texts(rows, call):
    for batch in rows.texts():
        yield '\\n'.join(batch) + '\\n'

serve_plugin(define_exporter(id='texts', name='Texts', version='1.0.0', format='texts', extension='txt',
    media_type='text/plain', costs=texts))`

async function* inBatches(rows: readonly object[], size: number): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size).map((row) => JSON.stringify(row))
}

describe.skipIf(!hasPython)('an exporter in Python (needs python3)', () => {
  it('writes a stream of many batches into its file, in order, with count and digest', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    const out = tempFolder()
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ id: `row ${i} \u00fc` }))
    const text = `id\n${rows.map(({ id }) => `${id}\n`).join('')}`
    const body = { options: OPTIONS, data: { format: 'stream' }, out, name: 'costs' }
    const answer = await plugin.call('export/costs', body, { rows: inBatches(rows, 70) })
    expect(answer).toEqual({ status: 200, body: { files: [fileOf('costs.txt', 5_000, text)] } })
    expect(readFileSync(join(out, 'costs.txt'), 'utf8')).toBe(text)
  })

  it('takes a stream again and again, also an empty one', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    for (const count of [0, 3, 0, 250]) {
      const rows = Array.from({ length: count }, (_, i) => ({ id: String(i) }))
      const body = { options: OPTIONS, data: { format: 'stream' }, out: tempFolder(), name: 'costs' }
      const { body: answer } = await plugin.call('export/costs', body, { rows: inBatches(rows, 9) })
      expect(answer.files[0].rows).toBe(count)
    }
  })

  it('takes rows that stand in the call, also none', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    const out = tempFolder()
    const exported = (name: string, rows: readonly object[]) =>
      plugin.call('export/costs', {
        options: { ...OPTIONS, include_headers: false },
        data: { format: 'inline', rows },
        out,
        name,
      })
    expect((await exported('two', [{ id: 'a' }, { id: 'b' }])).body).toEqual({
      files: [fileOf('two.txt', 2, 'a\nb\n')],
    })
    expect((await exported('none', [])).body).toEqual({ files: [fileOf('none.txt', 0, '')] })
    expect(readFileSync(join(out, 'none.txt'), 'utf8')).toBe('')
  })

  it('takes rows from a file, and refuses one that is not what was announced', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    const text = '{"id":"a"}\n{"id":"b"}\n'
    const path = writeText(join(tempFolder(), 'rows.ndjson'), text)
    const exported = (data: object) =>
      plugin.call('export/costs', { options: OPTIONS, data, out: tempFolder(), name: 'costs' })
    const data = { format: 'ndjson', path, rows: 2, sha256: sha256(text) }
    expect((await exported(data)).body.files).toEqual([fileOf('costs.txt', 2, 'id\na\nb\n')])
    const refused = { error: { message: 'the file of rows is not the one that was announced: 2 rows' } }
    expect(await exported({ ...data, sha256: sha256('') })).toEqual({ status: 500, body: refused })
    const parquet = { error: { message: 'rows as parquet are not understood' } }
    expect(await exported({ ...data, format: 'parquet' })).toEqual({ status: 500, body: parquet })
  })

  it('writes half a surrogate pair as the sign for what cannot be read', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    const data = { format: 'inline', rows: [{ id: 'a\ud83d' }, { id: '\ud83d\ude00' }] }
    const { body } = await plugin.call('export/costs', { options: OPTIONS, data, out: tempFolder(), name: 'costs' })
    expect(body.files).toEqual([fileOf('costs.txt', 2, 'id\na\ufffd\n\u{1f600}\n')])
  })

  it('may give one text, and tell of a further file of its own', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    const report = { title: 'July', sections: [{ rows: [{}, {}] }, { rows: [{}] }] }
    const { body } = await plugin.call('export/report', {
      options: OPTIONS,
      data: report,
      out: tempFolder(),
      name: 'july',
    })
    expect(body.files).toEqual([fileOf('july.txt', 3, 'July'), fileOf('notes.txt', 0, 'one\n')])
  })

  it('answers that it has no such export, and notices a batch that is missing', async () => {
    const plugin = startOnFd(pythonProgram(EXPORTER))
    const body = { options: OPTIONS, data: { format: 'stream' }, out: tempFolder(), name: 'costs' }
    expect((await plugin.call('export/sessions', body)).status).toBe(404)
    const answer = plugin.call('export/costs', body)
    plugin.channel.post('stream', { seq: 0, rows: [{ id: 'a' }], last: false }, 'h2')
    plugin.channel.post('stream', { seq: 2, rows: [], last: true }, 'h2')
    expect(await answer).toEqual({
      status: 500,
      body: { error: { message: 'a batch of rows is missing' } },
    })
  })
  it('gets rows as JSON texts, as they came, from a stream, the call and a file', async () => {
    const plugin = startOnFd(pythonProgram(TEXTS))
    const rows = Array.from({ length: 300 }, (_, id) => ({
      id,
      text: '},{"id":1],"last":true}}\u2028\\',
      list: [{ id }],
    }))
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    const path = writeText(join(tempFolder(), 'rows.ndjson'), lines)
    const exported = async (data: object, streams = {}) => {
      const out = tempFolder()
      const { body } = await plugin.call('export/costs', { options: OPTIONS, data, out, name: 'costs' }, streams)
      return [body.files[0].rows, readFileSync(join(out, 'costs.txt'), 'utf8')]
    }
    expect(await exported({ format: 'stream' }, { rows: inBatches(rows, 7) })).toEqual([300, lines])
    expect(await exported({ format: 'stream' }, { rows: inBatches([], 7) })).toEqual([0, ''])
    expect(await exported({ format: 'inline', rows })).toEqual([300, lines.replaceAll('\u2028', '\\u2028')])
    expect(await exported({ format: 'ndjson', path, rows: 300, sha256: sha256(lines) })).toEqual([300, lines])
  })

  it.each([
    ['rows', EXPORTER],
    ['texts', TEXTS],
  ])('reads a batch in any order of its fields, and notices a broken one, as %s', async (_, program) => {
    const plugin = startOnFd(pythonProgram(program))
    const out = tempFolder()
    const body = { options: { ...OPTIONS, include_headers: false }, data: { format: 'stream' }, out, name: 'costs' }
    const call = (...batches: readonly object[]) => {
      const answer = plugin.call('export/costs', body)
      calls += 1
      for (const batch of batches) plugin.channel.post('stream', batch, `h${calls}`)
      return answer
    }
    let calls = 0
    const fine = await call(
      { last: false, rows: [{ id: 'a' }], seq: 0 },
      { rows: [{ id: 'b' }], seq: 1, last: true, x: 1 },
    )
    expect([fine.status, fine.body.files[0].rows]).toEqual([200, 2])
    const broken = { status: 500, body: { error: { message: 'a batch of rows is broken' } } }
    expect(await call({ seq: 0, rows: { id: 'a' }, last: true })).toEqual(broken)
    expect(await call({ seq: 0, last: true })).toEqual(broken)
  })
})
