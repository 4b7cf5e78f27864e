import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { filesBelow } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { hookOf, jobRepository, notifierOf } from '../helpers/job-repository.ts'
import { startMailServer } from '../helpers/mail-server.ts'
import { startReceiver } from '../helpers/receivers.ts'

const TOKENS = {
  HOOK_SECRET: 'made-up-signing-secret',
  SMTP_USER: 'made-up-user@example.com',
  SMTP_PASSWORD: 'made-up pass/word+1',
  OWN_TOKEN: 'made-up-token-of-its-own',
  GUARD_TOKEN: 'made-up-token-of-a-hook',
}

const MANIFEST = (variable: string): string => `[permissions]\nenv = ["${variable}"]\n`

/** As it is, and as it may be written elsewhere. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
]

it('shows no token anywhere, also when receivers and plugins say them', async () => {
  const path = '/services/T0MADEUP/B0MADEUP/made-up-path-secret'
  const { origin } = await startReceiver({ status: 400, body: `no: ${path} with ${TOKENS.HOOK_SECRET}` })
  const mail = await startMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      done(Object.assign(new Error(`no user ${username} with ${password}`), { responseCode: 535 })),
  })
  const tokens = { ...TOKENS, HOOK_URL: `${origin}${path}` }
  const leak = (variable: string): string => `
    console.log('out', process.env.${variable})
    console.error('err', process.env.${variable})
    ctx.log('warning', 'log ' + process.env.${variable})`
  const own = notifierOf('own', `${leak('OWN_TOKEN')}\nthrow new Error('bad token ' + process.env.OWN_TOKEN)`)
  const guard = hookOf('guard', `${leak('GUARD_TOKEN')}\nthrow new Error('bad token ' + process.env.GUARD_TOKEN)`)
  const { rimuru, root, state, git } = jobRepository({
    home: homeWith([{ time: '2026-03-10T10:00:00.000Z' }]),
    config: {
      plugins: {
        webhook: {
          config: { url_env: 'HOOK_URL', secret_env: 'HOOK_SECRET' },
          grants: { network: [origin], env: ['HOOK_URL', 'HOOK_SECRET'] },
        },
        email: {
          config: {
            host: '127.0.0.1',
            port: mail.port,
            user_env: 'SMTP_USER',
            password_env: 'SMTP_PASSWORD',
            from: 'costs@example.com',
            to: ['team@example.com'],
          },
          grants: { env: ['SMTP_USER', 'SMTP_PASSWORD'] },
        },
        own: { grants: { env: ['OWN_TOKEN'] } },
        guard: { grants: { env: ['GUARD_TOKEN'] }, failPolicy: 'open' },
      },
    },
    jobs: {
      daily: {
        period: 'yesterday',
        export: ['markdown', 'json', 'html'],
        hooks: [{ plugin: 'guard', on: ['Custom:report'] }],
        notify: ['webhook', 'email', 'own'],
      },
    },
    plugins: [
      { ...own, manifest: MANIFEST('OWN_TOKEN') },
      { ...guard, manifest: MANIFEST('GUARD_TOKEN') },
    ],
  })

  const ran = await rimuru(['run', 'daily', '--date', '2026-03-10', '--debug'], tokens)
  expect(ran.code).toBe(5)
  const said = `${ran.stdout}${ran.stderr}`.replace(/\s+/g, ' ')
  for (const name of ['webhook', 'email', 'own']) expect(said).toContain(`failed ${name}, digest: `)
  expect(said).toContain('failed guard: bad token ***')
  expect(said).toContain('own: out ***')

  const runs = await rimuru(['runs', 'list', '--json'])
  const id = (JSON.parse(runs.stdout) as { runs: { run_id: string }[] }).runs[0]!.run_id
  const shown = await rimuru(['runs', 'show', id, '--json'])
  expect(shown.stdout).toContain('bad token ***')
  const log = git('log', '-p')
  expect(log).toContain('$0.00')

  const files = [root, state].flatMap((folder) => filesBelow(folder, ''))
  for (const name of [
    'warehouse.duckdb',
    ...['email', 'own', 'guard'].map((id) => join('plugins', id, 'plugin.log')),
  ]) {
    expect(files).toContain(join(state, name))
  }
  const places: [string, string][] = [
    ['stdout', ran.stdout],
    ['stderr', ran.stderr],
    ['run record', shown.stdout],
    ['commits', log],
    ...files.map((file): [string, string] => [file, readFileSync(file, 'latin1')]),
  ]
  const secrets = [...Object.entries(tokens), ['path', 'made-up-path-secret'] as const]
  const found = places.flatMap(([place, text]) =>
    secrets.filter(([, secret]) => formsOf(secret).some((form) => text.includes(form))).map(([name]) => [place, name]),
  )
  expect(found).toEqual([])
})
