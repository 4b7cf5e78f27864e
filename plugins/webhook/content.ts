import { createHmac } from 'node:crypto'
import { isAbsolute, win32 } from 'node:path'
import type { Json, Notification, Report } from 'rimuru/plugin-sdk'

/** What is posted. Files stay here, and so does where they are. */
export function contentOf({ files, metadata, ...notification }: Notification, report: Report | null): string {
  const shared = {
    ...notification,
    metadata: withoutPlaces(metadata),
    files: files.map(({ name, media_type }) => ({ name, media_type })),
  }
  return JSON.stringify({ schema_version: 1, kind: 'notification', notification: shared, report })
}

/** A path in the repository is the same for everybody; one of this machine is nobody's business. */
function withoutPlaces(value: Json): Json {
  if (typeof value === 'string') return isAbsolute(value) || win32.isAbsolute(value) ? null : value
  if (Array.isArray(value)) return value.map((each: Json) => withoutPlaces(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutPlaces(each)]))
}

/** `X-Rimuru-Signature`: whoever has the secret can tell that this was sent, and when. */
export function signedHeaders(body: string, secret: string | null, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const stamped = { 'x-rimuru-timestamp': timestamp }
  if (secret === null) return stamped
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { ...stamped, 'x-rimuru-signature': `v1=${signature}` }
}
