export type PlistValue = string | number | readonly PlistValue[] | { readonly [key: string]: PlistValue }

/** A property list with a comment in it. */
export const plist = (comment: string, value: PlistValue): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
${comment}
<plist version="1.0">
${linesOf(value, '').join('\n')}
</plist>
`

function linesOf(value: PlistValue, indent: string): string[] {
  if (typeof value === 'string') return [`${indent}<string>${escaped(value)}</string>`]
  if (typeof value === 'number') return [`${indent}<integer>${value}</integer>`]
  const deeper = `${indent}  `
  if (isList(value)) return [`${indent}<array>`, ...value.flatMap((each) => linesOf(each, deeper)), `${indent}</array>`]
  const entries = Object.entries(value).flatMap(([key, each]) => [
    `${deeper}<key>${escaped(key)}</key>`,
    ...linesOf(each, deeper),
  ])
  return [`${indent}<dict>`, ...entries, `${indent}</dict>`]
}

const isList = (value: PlistValue): value is readonly PlistValue[] => Array.isArray(value)

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
