import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { writeText, tempFolder } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'

/** A terminal around a program: types the next line as soon as it sees a question. */
const TERMINAL = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
lines = sys.argv[1].split('|') if sys.argv[1] else []
seen = b''
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    sys.stdout.buffer.write(piece)
    if piece.rstrip(b' ').endswith(b']:') and lines:
        line = lines.pop(0)
        os.write(terminal, {'^C': b'\\x03', '^D': b'\\x04'}.get(line, line.encode() + b'\\n'))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0

/** What stood on the terminal in the end. */
async function session(folder: string, typed: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const program = [process.execPath, join(ROOT, 'src/bin.js'), 'init', ...args]
  const child = spawn('python3', ['-c', TERMINAL, typed, ...program], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, TZ: 'Europe/Berlin', TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  const [screen, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ])
  return { screen, code, asked: screen.match(/^.*\]: /gm)?.length ?? 0 }
}

const configOf = (folder: string): string => readFileSync(join(folder, 'rimuru.config.ts'), 'utf8')

describe.skipIf(!hasPython)('init on a terminal', () => {
  it('asks three questions, and Enter answers each', async () => {
    const folder = tempFolder()
    const { screen, code, asked } = await session(folder, '||')
    expect({ code, asked }).toEqual({ code: 0, asked: 3 })
    expect(screen).toContain('Time zone in which days are cut [Europe/Berlin]: ')
    expect(screen).toContain('Monthly budget in USD, or none [none]: ')
    expect(screen).toMatch(/ schedule (install --(cron|systemd|launchd))? /)
    expect(configOf(folder)).toContain("timezone: 'Europe/Berlin'")
    expect(configOf(folder)).toContain('// budgets:')
  })

  it('takes what is typed', async () => {
    const folder = tempFolder()
    const { code, screen } = await session(folder, 'Asia/Tokyo|$750|github')
    expect(code).toBe(0)
    expect(configOf(folder)).toContain("timezone: 'Asia/Tokyo'")
    expect(configOf(folder)).toContain("  budgets: [{ name: 'month', amount: 750")
    expect(readdirSync(join(folder, '.github/workflows'))).toEqual(['rimuru-nightly.yml'])
    expect(screen).not.toContain('schedule install')
    expect(screen).toContain('RIMURU_RUNNER')
  })

  it('asks again where an answer is none, and says what is wrong', async () => {
    const folder = tempFolder()
    const { code, asked, screen } = await session(folder, 'Asia/Tokio|Asia/Tokyo|lots|none|somewhere|later')
    expect({ code, asked }).toEqual({ code: 0, asked: 6 })
    expect(screen).toContain('"Asia/Tokio" is not an IANA time zone, did you mean "Asia/Tokyo"?')
    expect(screen).toContain('"lots" is no amount: write it like 500, or none')
    expect(screen).toMatch(/one of .*later/)
    expect(screen).not.toContain('schedule install')
  })

  it.each([
    ['Ctrl-C at the first question', '^C'],
    ['Ctrl-C at the last', 'UTC|500|^C'],
    ['Ctrl-D', 'UTC|^D'],
  ])('writes nothing after %s', async (_, typed) => {
    const folder = tempFolder()
    const { code, screen } = await session(folder, typed)
    expect(code).toBe(130)
    expect(screen).toContain('nothing was written')
    expect(readdirSync(folder)).toEqual([])
  })

  it('asks only what flags and files leave open', async () => {
    const folder = tempFolder()
    const given = await session(folder, '', ['--timezone', 'UTC', '--budget', '5', '--github'])
    expect(given).toMatchObject({ code: 0, asked: 0 })
    const kept = tempFolder()
    writeText(join(kept, 'rimuru.config.ts'), "export default { version: 1, timezone: 'UTC' }\n")
    expect(await session(kept, 'later')).toMatchObject({ code: 0, asked: 1 })
  })

  it('asks nothing with --yes, with --json and in CI', async () => {
    for (const [args, env] of [
      [['--yes'], {}],
      [['--json'], {}],
      [[], { CI: '1' }],
    ] as const) {
      const folder = tempFolder()
      expect(await session(folder, '', args, env)).toMatchObject({ code: 0, asked: 0 })
      expect(configOf(folder)).toContain("timezone: 'Europe/Berlin'")
    }
  })
})
