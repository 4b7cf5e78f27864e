import { existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beechwood, MANIFEST, teller, usage, wired } from '../helpers/agent-plugins.ts'
import { startCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { until } from '../helpers/running-plugins.ts'

const answering = (answer: string): string =>
  wired(`servePlugin('beech', { onUnknown: (socket, id) => { ${answer} } })`)
const row = JSON.stringify({ ...usage('r1'), file: '/x' })
const stream = `socket.write(frame({ type: 'stream', request_id: id, payload: { seq: 0, rows: [${row}], last: false } }))`
const answer = (body: string): string => `socket.write(respond(id, 200, ${body}))`

/** What each does when it is asked for what is new, and what is said of it. */
const CASES: readonly (readonly [name: string, main: string, reason: string])[] = [
  [
    'crashes midway',
    answering(`${stream}; setTimeout(() => process.exit(1), 20)`),
    'its process ended with exit code 1 (in agent/scan)',
  ],
  ['hangs midway', answering(stream), 'no answer within 1 s (in agent/scan)'],
  [
    'counts wrongly',
    answering(answer(`{ cursor: 1, rows: 2, files: [], problems: [], usage: [${row}] }`)),
    'it said that it sent 2 rows, and 1 came',
  ],
  [
    'answers before its last row',
    answering(`${stream}; ${answer('{ cursor: 1, rows: 1, files: [], problems: [] }')}`),
    'it answered before its last row (in agent/scan)',
  ],
  [
    'answers something else',
    answering(answer('{ rows: -1 }')),
    'its answer to agent/scan is not what it should be: {"rows":-1}',
  ],
  [
    'goes on from a place that is nested without end',
    answering(`const body = '{"rows":0,"files":[],"problems":[],"cursor":' + '['.repeat(2e5) + ']'.repeat(2e5) + '}'
      socket.write(frame({ type: 'http', request_id: id, payload: { status: 200, headers: {}, body } }))`),
    'its answer to agent/scan is nested more than 64 deep',
  ],
  [
    'says too much at once',
    answering('socket.write(Buffer.from([0, 0x20, 0, 0]))'),
    'a frame of 2097152 bytes was announced, 1048576 are allowed (in agent/scan)',
  ],
  [
    'writes no frames',
    answering(`socket.write('HTTP/1.1 200 OK')`),
    'a frame of 1213486160 bytes was announced, 1048576 are allowed (in agent/scan)',
  ],
  ['throws', teller(`throw new Error('no sap')`), 'agent/scan failed: no sap'],
  [
    'speaks another protocol',
    wired(`servePlugin('beech', { hello: { protocol: '^2.0.0' } })`),
    'it speaks protocol ^2.0.0, this Rimuru speaks 1.1.0 (in agent/scan)',
  ],
  ['has no scan', wired(`servePlugin('beech', {})`), 'it has no agent/scan'],
]

interface Doctor {
  readonly checks: readonly { readonly section: string; readonly detail: string }[]
}

interface Agents {
  readonly agents: readonly { readonly id: string; readonly note: string | null }[]
}

describe('an agent that is a plugin and', () => {
  it.each(CASES)('%s is named, and the others go on', async (_, main, reason) => {
    const beech = beechwood({ main })
    beech.writeConfig({ plugins: { beech: { grants: { read: [beech.data] }, timeoutMs: 1_000 } } })
    beech.tell(usage('r1'))
    const { totals, quality } = await beech.json('costs')
    expect(quality.files_failed).toEqual([{ path: beech.data, reason: `plugin beech: ${reason}` }])
    expect(totals.requests).toBe(1)
  })

  it.each([
    [
      'is not granted what it asks for',
      { beech: {} },
      MANIFEST.replace('read', 'read:~/.beech'),
      'it may read nothing of read:~/.beech: name it under plugins.beech.grants.read',
    ],
    [
      'does not ask for what it is granted',
      { beech: { grants: { read: ['/logs'] } } },
      MANIFEST.replace('"read"', ''),
      'it does not ask to read /logs: add it to permissions.filesystem in its plugin.toml',
    ],
    [
      'has a config that it does not know',
      { beech: { config: { a: 1 } } },
      MANIFEST,
      'plugins.beech.config.a: this plugin has no config',
    ],
    [
      'needs another Rimuru',
      { beech: {} },
      `${MANIFEST}[dependencies]\nrimuru = ">=99"`,
      'it needs rimuru >=99, this is rimuru ',
    ],
    [
      'has a manifest with mistakes',
      { beech: {} },
      MANIFEST.replace('1.0.0', 'one'),
      'the manifest is wrong: plugin.version is not like 1.2.3: "one"',
    ],
  ])('%s is not started, and named', async (_, plugins, manifest, reason) => {
    const beech = beechwood({ manifest })
    beech.writeConfig({ plugins })
    const { totals, quality } = await beech.json('costs')
    expect(quality.files_failed).toHaveLength(1)
    expect(quality.files_failed[0]!.path).toBe(join(beech.root, 'plugins/beech'))
    expect(quality.files_failed[0]!.reason).toContain(`plugin beech: ${reason}`)
    expect(totals.requests).toBe(1)
    expect(beech.asked()).toEqual([])
    // Its exit code is 1 where the manifest or the config would make a run fail.
    const { checks } = JSON.parse((await beech.cli('doctor', '--json')).stdout) as Doctor
    const told = checks.filter(({ section, detail }) => section !== 'Plugins' && detail.includes(reason))
    expect(told).toMatchObject([{ section: 'Agents', status: 'warn', name: 'beech' }])
    const { agents } = await beech.json<Agents>('agents', 'list')
    expect(agents.find(({ id }) => id === 'beech')!.note).toContain(reason)
  })

  it('cannot be seen is named, and the others go on', async () => {
    const beech = beechwood()
    beech.writeConfig({ plugins: { beech: { grants: { read: [beech.data] } } } })
    beech.tell(usage('r1'))
    renameSync(join(beech.root, 'plugins'), join(beech.root, 'elsewhere'))
    symlinkSync('moved', join(beech.root, 'plugins'))
    const { totals, quality } = await beech.json('costs')
    expect(quality.files_failed).toEqual([
      {
        path: join(beech.root, 'plugins/beech'),
        reason: 'plugin beech: the manifest cannot be read: symbolic link: no such file or folder',
      },
    ])
    expect(totals.requests).toBe(1)
  })

  it('failed keeps what was known of it, and tells the rest once it is mended', async () => {
    const beech = beechwood()
    beech.tell(usage('r1'))
    await beech.json('costs')
    beech.tell(usage('r2'))
    const main = join(beech.root, 'plugins/beech/main.mjs')
    writeFileSync(main, teller('process.exit(3)'))
    const failed = await beech.json('costs')
    expect(failed.totals.requests).toBe(2)
    expect(failed.quality.files_failed).toMatchObject([{ reason: expect.stringContaining('exit code 3') }])
    const { agents } = await beech.json<Agents>('agents', 'list')
    expect(agents.find(({ id }) => id === 'beech')!.note).toContain('exit code 3')
    expect((await beech.cli('costs', '--strict')).code).toBe(4)
    writeFileSync(main, teller())
    const mended = await beech.json('costs')
    expect(mended.totals.requests).toBe(3)
    expect(mended.quality).toMatchObject({ files_failed: [], duplicates_removed: 0 })
    expect(beech.asked()).toEqual(['0 of 1', '1 of 2', '1 of 2', '1 of 2', '1 of 2'])
  })

  it('sends rows for longer than an answer is waited for is let go on', async () => {
    const slowly = `for (let i = 0; i < 15; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      ctx.progress(i)
    }`
    const beech = beechwood({ main: teller(slowly) })
    beech.writeConfig({ plugins: { beech: { grants: { read: [beech.data] }, timeoutMs: 2_000 } } })
    beech.tell(usage('r1'))
    const { totals, quality } = await beech.json('costs')
    expect(quality.files_failed).toEqual([])
    expect(totals.requests).toBe(2)
  })
})

it('cannot move the cursor of a terminal by what it says of itself and of its files', async () => {
  const problems = `[{ file: '/x\\u001b[2J\\ny', kind: 'unreadable', detail: 'd\\u001b[2J' }]`
  const beech = beechwood({
    main: answering(answer(`{ cursor: 1, rows: 1, files: [], problems: ${problems}, usage: [${row}] }`)),
    manifest: MANIFEST.replace('[capabilities]', 'title = "B\\u001b[2J"\ndescription = "D\\u009b2J"\n[capabilities]'),
  })
  for (const command of ['agents', 'doctor', 'explain', 'plugins info beech', 'plugins']) {
    const { stdout, stderr } = await beech.cli(...command.split(' '))
    expect(stdout).not.toBe('')
    expect(`${command}: ${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]/u)
  }
  expect((await beech.cli('doctor')).stdout).toContain('/x\ufffd[2J\ufffdy: d [2J')
})

it('is given its folders one after the other: none waits in vain for its turn', async () => {
  const blocking = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800)'
  const beech = beechwood({ main: teller(blocking) })
  const read = [beech.data, tempFolder(), tempFolder()]
  beech.writeConfig({ plugins: { beech: { grants: { read }, timeoutMs: 1_500 } } })
  beech.tell(usage('r1'))
  const { totals, quality } = await beech.json('costs')
  expect(quality.files_failed).toEqual([])
  expect(totals.requests).toBe(2)
  expect(beech.asked().toSorted()).toEqual(['0 of 0', '0 of 0', '0 of 1'])
})

it('loses and doubles nothing when it is killed between what it was told and its end', async () => {
  const wait = `appendFileSync(join(dir, 'told-all'), '')
    while (existsSync(join(dir, 'wait'))) await new Promise((resolve) => setTimeout(resolve, 20))`
  const beech = beechwood({ main: teller(wait) })
  const rows = Array.from({ length: 450 }, (_, i) => usage(`r${i}`))
  beech.tell(...rows.slice(0, 200))
  await beech.json('costs')
  for (const to of [300, 450]) {
    beech.tell(...rows.slice(beech.asked().length === 1 ? 200 : 300, to))
    writeFileSync(join(beech.data, 'wait'), '')
    rmSync(join(beech.data, 'told-all'))
    const child = startCli(['costs'], beech.options)
    await until(() => existsSync(join(beech.data, 'told-all')), 30_000)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    rmSync(join(beech.data, 'wait'))
  }
  const { totals, quality } = await beech.json('costs')
  expect(totals.requests).toBe(451)
  expect(quality.duplicates_removed).toBe(0)
  expect(beech.asked()).toEqual(['0 of 200', '200 of 300', '200 of 450', '200 of 450'])
})
