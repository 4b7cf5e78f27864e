import type { ConfigProblem, JsonObject } from 'rimuru/plugin-sdk'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Server {
  readonly host: string
  readonly port: number
  /** TLS from the first byte on. */
  readonly secure: boolean
  readonly tls: 'required' | 'offered' | 'off'
  /** The authority of its certificate, as PEM; null for the public ones. */
  readonly ca: string | null
  readonly login: { readonly user: string; readonly password: string } | null
}

type Place = Pick<Server, 'host' | 'port' | 'secure' | 'login'>

/** Where mails are handed in; what is missing for it is added to the problems. */
export function serverOf(config: JsonObject, env: Environment, problems: ConfigProblem[]): Omit<Server, 'ca'> {
  const place =
    typeof config.smtp_url_env === 'string'
      ? placeInUrl(config, config.smtp_url_env, env, problems)
      : placeInConfig(config, env, problems)
  const local = isLoopback(place.host)
  const required = typeof config.require_tls === 'boolean' ? config.require_tls : !local
  return {
    ...place,
    // On this machine nobody can listen in, and a mail server there often has a certificate for another name.
    tls: required ? 'required' : local ? 'off' : 'offered',
  }
}

function placeInConfig(config: JsonObject, env: Environment, problems: ConfigProblem[]): Place {
  const host = typeof config.host === 'string' ? config.host : ''
  if (host === '') problems.push({ path: 'host', message: 'is missing; name the mail server, or use smtp_url_env' })
  const secure = config.secure === true
  const variable = (path: 'user_env' | 'password_env'): string | null => {
    const name = config[path]
    return typeof name === 'string' ? valueOf(name, path, env, problems) : null
  }
  const [user, password] = [variable('user_env'), variable('password_env')]
  if ((config.user_env === undefined) !== (config.password_env === undefined)) {
    const path = config.user_env === undefined ? 'user_env' : 'password_env'
    problems.push({ path, message: 'is missing; a login is a user and a password' })
  }
  return {
    host,
    port: typeof config.port === 'number' ? config.port : portOf(host, secure),
    secure,
    login: user === null || password === null ? null : { user, password },
  }
}

const BESIDE_URL = ['host', 'port', 'user_env', 'password_env'] as const

function placeInUrl(config: JsonObject, name: string, env: Environment, problems: ConfigProblem[]): Place {
  for (const path of BESIDE_URL) {
    if (config[path] !== undefined) problems.push({ path, message: 'is in smtp_url_env already; remove one of them' })
  }
  const text = valueOf(name, 'smtp_url_env', env, problems)
  const place = text === null ? null : placeOf(text)
  // The text itself is a secret.
  if (text !== null && place === null) {
    const message = `${name} does not hold an address such as smtps://user:password@mail.example.com:465`
    problems.push({ path: 'smtp_url_env', message })
  }
  return place ?? { host: '', port: 0, secure: false, login: null }
}

function placeOf(text: string): Place | null {
  try {
    const url = new URL(text)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (!['smtp:', 'smtps:'].includes(url.protocol) || host === '') return null
    const secure = url.protocol === 'smtps:'
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    return {
      host,
      port: url.port === '' ? portOf(host, secure) : Number(url.port),
      secure,
      login: user === '' ? null : { user, password },
    }
  } catch {
    return null
  }
}

function valueOf(name: string, path: string, env: Environment, problems: ConfigProblem[]): string | null {
  const value = env[name]
  if (value) return value
  problems.push({ path, message: `the environment variable ${name} is not set, or not granted` })
  return null
}

const portOf = (host: string, secure: boolean): number => (secure ? 465 : isLoopback(host) ? 25 : 587)

const isLoopback = (host: string): boolean => /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|::1)$/i.test(host)
