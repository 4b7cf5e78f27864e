import { domainToASCII } from 'node:url'

/** The mailbox in `Name <mailbox>` or the bare one; null where there is none. */
function mailboxOf(address: string): string | null {
  const [, inner, bare] = /^(?:[^<>\r\n]*<([^<>\s]+)>|([^<>\s]+))$/.exec(address.trim()) ?? []
  const mailbox = inner ?? bare ?? ''
  return /^[^@\s,;]+@[^@\s,;]+$/.test(mailbox) ? mailbox : null
}

export const isAddress = (address: string): boolean => mailboxOf(address) !== null

/** For names that have to be unique in the world; a domain that is none is taken for a local one. */
export const domainOf = (address: string): string =>
  domainToASCII((mailboxOf(address) ?? '').split('@').at(-1) ?? '') || 'localhost'
