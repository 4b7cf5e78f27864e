import { readFile } from 'node:fs/promises'

/** Loaded while the data is, so that nobody waits for it. */
export const handlebarsLoaded = import('handlebars/dist/handlebars.js')

type Render = (view: object) => string

/** The template that the config names, else the one of ours. */
export const configuredOr = (configured: unknown, own: Promise<Render>): Promise<Render> =>
  typeof configured === 'string' ? templateOf(configured) : own

/** Handlebars parses with the first use. That is done while the data is loaded, so that nobody waits for it. */
export function preparedTemplate(own: URL): Promise<Render> {
  const prepared = templateOf(own)
  prepared.then((render) => render({})).catch(() => undefined)
  return prepared
}

export async function templateOf(path: string | URL): Promise<Render> {
  const [source, { default: handlebars }] = await Promise.all([readTemplate(path), handlebarsLoaded])
  const where = path instanceof URL ? path.pathname : path
  // The texts of a view are escaped already: two kinds of files have two kinds of escapes.
  const render = handlebars.compile(source, { noEscape: true })
  return (view) => {
    try {
      return render(view, { helpers: { helperMissing } })
    } catch (error) {
      const { message } = error as Error
      throw new Error(`the template ${where} cannot be used: ${message.replace(/\s+/g, ' ').trim()}`, { cause: error })
    }
  }
}

/** Handlebars leaves out the line. Without arguments it is a value that is not there, which writes nothing. */
function helperMissing(...given: unknown[]): undefined {
  if (given.length === 1) return undefined
  const { name, loc } = given.at(-1) as {
    readonly name: string
    readonly loc: { readonly start: { readonly line: number } }
  }
  throw new Error(`Missing helper on line ${loc.start.line}: "${name}"`)
}

async function readTemplate(path: string | URL): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new Error(`there is no template ${String(path)}; correct it in the config of the plugin`)
  }
}

/** Stands in a template of records where the rows go; no text of the data holds it. */
const ROWS = '\0rows\0'

/** What comes before and after the rows, so that they can be written as they come. */
export function aroundRows(render: (view: object) => string, view: object): readonly [head: string, tail: string] {
  const [head = '', tail, further] = render({ ...view, rows: ROWS }).split(ROWS)
  if (tail === undefined) throw new Error('the template of records has no {{rows}}')
  if (further !== undefined) throw new Error('the template of records has {{rows}} more than once')
  return [head, tail]
}
