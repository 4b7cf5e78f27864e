const STARS = '***'
/** A part of an address that is as long as this is no word, but what opens it. */
export const LONG_PART = 16

const SECRET = /passw|passphrase|secret|token|credential|authorization|(api|access|private|signing)[_-]?key|(^|_)dsn$/i
/** `token_env` holds the name of a variable. */
const OF_VARIABLE = /_env$|Env$/

/** Whether a setting of this name is one that nobody else should read. */
export const isSecretName = (name: string): boolean => SECRET.test(name) && !OF_VARIABLE.test(name)

/** Without user and password of the addresses in it. */
export const withoutLogin = (text: string): string => text.replaceAll(/(\w:\/\/)[^\s/]*@/g, `$1${STARS}@`)

/** Stars; of an address also where it leads. */
export function masked(text: string): string {
  const url = URL.parse(text)
  if (!url?.host) return STARS
  return url.origin === text ? text : `${url.protocol}//${url.host}/${STARS}`
}

/** A setting that need not be secret, with stars for what looks as if it were. */
export function withoutSecrets(text: string): string {
  const url = URL.parse(text)
  const opens = url?.host && (url.search !== '' || url.pathname.split('/').some(({ length }) => length >= LONG_PART))
  return opens ? masked(text) : withoutLogin(text).replace(/^[^\s/\\@:]+:[^\s/\\]+@/, `${STARS}@`)
}
