import { isIP } from 'node:net'

/** Whether a plugin may reach an address: its origin was granted, exactly or as a name below `*.`. */
export function isGranted(url: URL, granted: readonly string[]): boolean {
  return granted.some((origin) => matches(url, origin))
}

function matches(url: URL, granted: string): boolean {
  const wild = /^(https?:\/\/)\*\.(.+)$/.exec(granted)
  const pattern = parse(wild ? `${wild[1]}${wild[2]}` : granted)
  if (!pattern || pattern.protocol !== url.protocol || pattern.port !== url.port) return false
  return wild ? url.hostname.endsWith(`.${pattern.hostname}`) : url.hostname === pattern.hostname
}

export function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** A host that was granted as an address, or as this machine, may be one of this network. */
export const isLiteral = (host: string): boolean => isIP(bare(host)) !== 0 || host === 'localhost'

export const bare = (host: string): string => host.replace(/^\[|\]$/g, '')

const PRIVATE: readonly RegExp[] = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^(22[4-9]|2[3-5]\d)\./,
  /^::1?$/,
  /^f[cd]/,
  /^fe[89ab]/,
  /^ff/,
]

/** Addresses that are not on the public network: a name that resolves to one must not lead a plugin there. */
export function isPrivate(address: string): boolean {
  const text = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  return PRIVATE.some((range) => range.test(text))
}
