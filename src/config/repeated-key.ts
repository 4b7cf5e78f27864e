const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g

/** The first key that stands twice in an object of a JSON text, and its line. JSON itself takes the last and drops the others. */
export function repeatedKey(json: string): { readonly key: string; readonly line: number } | null {
  const open: Set<string>[] = []
  for (const { 0: token, 1: colon, index } of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return { key, line: json.slice(0, index).split('\n').length }
      keys?.add(key)
    }
  }
  return null
}
