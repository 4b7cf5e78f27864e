import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from './folders.ts'

const OPENSSL = 'openssl'

export const canMakeCertificates = spawnSync(OPENSSL, ['version']).status === 0

export interface Certificate {
  readonly key: string
  readonly cert: string
  /** Of the file with the certificate. */
  readonly path: string
}

/** Signed by itself. */
export function selfSigned(names: readonly string[] = ['localhost']): Certificate {
  const folder = tempFolder()
  const [key, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const all = [...names.map((name) => `DNS:${name}`), 'IP:127.0.0.1']
  const named = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${all.join(',')}`]
  const { status, stderr } = spawnSync(OPENSSL, [...made, ...named, '-keyout', key, '-out', path])
  if (status !== 0) throw new Error(String(stderr))
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(path, 'utf8'), path }
}
