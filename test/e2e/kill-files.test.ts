import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeText } from '../helpers/folders.ts'
import { recordOf } from '../helpers/homes.ts'
import { BROKEN } from '../helpers/plugins.ts'
import { killAtFile, killWhen, madeGate } from './kill.ts'
import { commitsOf, DAY, git, madeNight, manifestOf, runDay, status } from './night.ts'

const FILES = 1000
const LINES = 500
const OK = { code: 0, stdout: expect.any(String), stderr: expect.any(String) }

/** Writes so many files that a run can be killed while they are put in their places. */
const MANY = `import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { respond, servePlugin } from '${join(BROKEN, 'wire.mjs')}'
servePlugin('many', {
  onExport(socket, id, { out }) {
    const files = Array.from({ length: ${FILES} }, (_, i) => {
      const name = String(i).padStart(4, '0')
      const text = (name + '\\n').repeat(${LINES})
      const path = 'part-' + name + '.txt'
      writeFileSync(out + '/' + path, text)
      return { path, media_type: 'text/plain', rows: 0, sha256: createHash('sha256').update(text).digest('hex') }
    })
    socket.write(respond(id, 200, { files }))
  },
})
`

test(
  'killed while files are put in their places, and after some are removed: the next run does the rest',
  { timeout: 180_000 },
  async () => {
    const gate = madeGate()
    const night = madeNight({
      job: { period: 'yesterday', export: ['markdown', 'many'] },
      files: { 'plugins/many/plugin.toml': manifestOf('many'), 'plugins/many/main.mjs': MANY },
      env: { PATH: gate.path },
    })
    const { root } = night
    const folder = join(root, 'reports/nightly', DAY)
    const parts = (): string[] => readdirSync(folder).filter((name) => name.startsWith('part-'))

    await killAtFile(night, join(folder, 'part-0010.txt'))
    expect(parts().length).toBeLessThan(FILES)
    for (const name of parts()) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(`${name.slice(5, 9)}\n`.repeat(LINES))
    }
    expect(existsSync(join(folder, 'run.json'))).toBe(false)
    expect(commitsOf(root)).toBe(1)
    writeText(join(folder, '.part-0001.txt.rimuru-tmp'), 'half')
    // What was written is not what the next run writes, and is known as ours all the same.
    expect(existsSync(join(folder, 'report.md'))).toBe(true)
    writeText(join(night.home, '.claude/projects/-work/late.jsonl'), `${recordOf({ time: `${DAY}T23:00:00Z` }, 9)}\n`)

    expect(await runDay(night)).toEqual(OK)
    expect(parts()).toHaveLength(FILES)
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
    expect(commitsOf(root)).toBe(2)
    expect(status(root)).toEqual([])

    night.writeJob({ period: 'yesterday', export: ['markdown'] })
    git(root, 'commit', '-q', '-a', '-m', 'fewer')
    gate.holdGit('write-tree')
    await killWhen(night, gate.isReached, gate.open)
    expect(parts()).toEqual([])
    expect(status(root)).toContain(` D reports/nightly/${DAY}/part-0000.txt`)

    expect(await runDay(night)).toEqual(OK)
    expect(git(root, 'ls-tree', '-r', '--name-only', 'HEAD', 'reports')).not.toContain('part-')
    expect(commitsOf(root)).toBe(4)
    expect(status(root)).toEqual([])
  },
)
