import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../plugins/email/settings.ts'
import type { JsonObject } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'

const BASE = { host: 'mail.example.com', from: 'rimuru@example.com', to: ['lead@example.com'] }

const problemsOf = async (config: JsonObject, env: Record<string, string> = {}): Promise<string[]> =>
  (await readSettings(config, env)).problems.map(({ path, message }) => `${path}: ${message}`)

const serverOf = async (config: JsonObject, env: Record<string, string> = {}): Promise<object> =>
  (await readSettings({ ...BASE, ...config }, env)).settings.server

describe('the server', () => {
  it.each([
    [{}, { port: 587, secure: false, tls: 'required' }],
    [{ secure: true }, { port: 465, secure: true, tls: 'required' }],
    [{ require_tls: false }, { port: 587, tls: 'offered' }],
    [{ host: 'localhost' }, { port: 25, tls: 'off' }],
    [
      { host: '127.0.0.1', port: 2525, require_tls: true },
      { port: 2525, tls: 'required' },
    ],
  ])('of %j is %j', async (config, expected) => {
    expect(await serverOf(config)).toMatchObject(expected)
  })

  it.each([
    [
      'smtps://me:p%40ss@mx.example.com',
      { host: 'mx.example.com', port: 465, secure: true, login: { user: 'me', password: 'p@ss' } },
    ],
    ['smtp://mx.example.com:2525', { host: 'mx.example.com', port: 2525, secure: false, tls: 'required', login: null }],
    ['smtp://[::1]', { host: '::1', port: 25, tls: 'off' }],
  ])('in a variable with %s is %j', async (url, expected) => {
    const { host: _, ...rest } = BASE
    const { settings, problems } = await readSettings({ ...rest, smtp_url_env: 'SMTP_URL' }, { SMTP_URL: url })
    expect([settings.server, problems]).toMatchObject([expected, []])
  })
})

describe('a problem', () => {
  it('is a variable that is not there, by its name', async () => {
    expect(
      await problemsOf({ ...BASE, user_env: 'MAIL_USER', password_env: 'MAIL_PASSWORD' }, { MAIL_USER: 'me' }),
    ).toEqual(['password_env: the environment variable MAIL_PASSWORD is not set, or not granted'])
    expect(await problemsOf({ ...BASE, user_env: 'MAIL_USER' }, { MAIL_USER: 'me' })).toEqual([
      'password_env: is missing; a login is a user and a password',
    ])
  })

  it('is a variable with something else in it, which is not shown', async () => {
    const { host: _, ...rest } = BASE
    for (const url of ['https://me:hunter2@example.com', 'hunter2', 'smtp://me:hun%ter2@example.com']) {
      expect(await problemsOf({ ...rest, smtp_url_env: 'SMTP_URL' }, { SMTP_URL: url })).toEqual([
        'smtp_url_env: SMTP_URL does not hold an address such as smtps://user:password@mail.example.com:465',
      ])
    }
  })

  it('is a server that is told twice, or not at all', async () => {
    const env = { SMTP_URL: 'smtp://mx.example.com' }
    expect(await problemsOf({ ...BASE, smtp_url_env: 'SMTP_URL' }, env)).toEqual([
      'host: is in smtp_url_env already; remove one of them',
    ])
    const { host: _, ...rest } = BASE
    expect(await problemsOf(rest)).toEqual(['host: is missing; name the mail server, or use smtp_url_env'])
  })

  it('is an address that is none, by its place', async () => {
    const config = {
      ...BASE,
      from: 'Rimuru',
      to: ['a@example.com', 'b@example.com\r\nBcc: c@example.com'],
      cc: ['<x@y> z'],
      reply_to: 'a@b, c@d',
    }
    expect(await problemsOf(config)).toEqual([
      'from: is no mail address',
      'to.1: is no mail address',
      'cc.0: is no mail address',
      'reply_to: is no mail address',
    ])
  })

  it('is a certificate that cannot be read', async () => {
    const path = join(tempFolder(), 'none.pem')
    expect(await problemsOf({ ...BASE, tls_ca: path })).toEqual([`tls_ca: ${path} cannot be read`])
  })
})
