import type { NodemailerError } from 'nodemailer'
import type { Server } from './server.ts'

/** A reply of the server decides; without one the network failed, which may pass, unless it is about a certificate. */
export function mayPass({ code, originalCode, responseCode }: NodemailerError): boolean {
  if (responseCode !== undefined) return responseCode >= 400 && responseCode < 500
  return ['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'ETLS'].includes(code ?? '') && !isAboutTls(originalCode)
}

/** That of OpenSSL for certificates and for a server that does not speak TLS. */
const isAboutTls = (code = ''): boolean => /CERT|SIGNATURE|_CA$|_CA_|HOSTNAME|^ERR_TLS|^ERR_SSL|^EPROTO$/.test(code)

const REFUSED: Readonly<Record<string, string>> = {
  'MAIL FROM': 'does not take the sender',
  'RCPT TO': 'takes none of the recipients',
  DATA: 'does not take the message',
  STARTTLS: 'does not start TLS',
  CONN: 'ended the connection',
}

/** In one line, without an address and without a secret. */
export function sentenceOf(error: NodemailerError, { host, port, login }: Server): string {
  const { code, command = '', originalCode, response, responseCode } = error
  if (responseCode !== undefined) {
    const what = command.startsWith('AUTH') ? 'does not take the login' : (REFUSED[command] ?? 'refused')
    return `${host} ${what}: ${masked(response ?? String(responseCode), login)}`
  }
  if (isAboutTls(originalCode)) {
    return /^EPROTO$|^ERR_SSL/.test(originalCode ?? '')
      ? `${host}:${port} does not speak TLS from the start: leave out secure, or name its other port`
      : `the certificate of ${host} is not trusted (${originalCode}); name its authority with tls_ca`
  }
  if (code === 'ENOAUTH') return `${host}:${port} offers no login here; it may want TLS first, or another port`
  if (code === 'ETLS') return `${host}:${port} offers no TLS; nothing is sent without`
  if (code === 'ETIMEDOUT') return `${host}:${port} did not answer in time`
  if (code === 'ECONNECTION') return `${host}:${port} closed the connection`
  return `${host}:${port} cannot be reached: ${originalCode ?? code ?? 'the connection failed'}`
}

/** Replies repeat addresses, and some what was said in the login. */
export function masked(reply: string, login: Server['login']): string {
  let text = reply.replace(/\s+/g, ' ').replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '<…>')
  for (const secret of login === null ? [] : [login.password, login.user]) text = text.replaceAll(secret, '…')
  return text.length > 160 ? `${text.slice(0, 159)}…` : text
}
