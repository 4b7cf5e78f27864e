import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AGENTS } from '../src/agents/list.ts'
import { tempFolder } from './helpers/folders.ts'
import { importsOf, packageOf, ROOT, sourceFiles, sourceOf, SRC, textsIn } from './helpers/imports.ts'
import type { Import } from './helpers/imports.ts'

const FILES = sourceFiles()
const IMPORTS = FILES.flatMap(importsOf)
const OWN = IMPORTS.filter(({ external }) => !external)

/** The layer of a file: its folder, or the file where one stands for a layer of its own. */
function layerOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  if (first === 'agents') return `agents/${second}`
  if (path.startsWith('warehouse/queries/')) return 'warehouse/queries'
  return first
}

/** Who may import whom. An agent's own folder is `agents/<id>`; what is not listed may import nothing but itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  platform: ['core'],
  'agents/_shared': ['core', 'platform'],
  'agents/*': ['core', 'platform', 'agents/_shared'],
  'agents/list.ts': ['agents/_shared', 'agents/*'],
  pricing: ['core', 'platform'],
  warehouse: ['core', 'platform', 'warehouse/queries'],
  'warehouse/queries': ['core', 'platform', 'warehouse'],
  'plugin-sdk': [],
  'plugin-host': ['core', 'platform', 'plugin-sdk'],
  reports: ['core', 'plugin-sdk', 'warehouse/queries'],
  budgets: ['core', 'reports'],
  hooks: ['core', 'config', 'plugin-sdk'],
  git: ['core', 'platform'],
  scheduler: ['core', 'platform'],
  config: ['core', 'platform', 'plugin-sdk', 'agents/list.ts', 'index.ts'],
  pipeline: [
    'core',
    'platform',
    'agents/_shared',
    'agents/list.ts',
    'pricing',
    'warehouse',
    'warehouse/queries',
    'reports',
    'config',
    'plugin-sdk',
    'plugin-host',
    'budgets',
    'hooks',
    'git',
  ],
  cli: [
    'core',
    'platform',
    'agents/_shared',
    'agents/list.ts',
    'pricing',
    'warehouse',
    'warehouse/queries',
    'reports',
    'config',
    'plugin-sdk',
    'plugin-host',
    'pipeline',
    'scheduler',
  ],
  'index.ts': ['config'],
  'bin.js': ['cli'],
}

const kindOf = (layer: string): string => (layer.startsWith('agents/') && !(layer in ALLOWED) ? 'agents/*' : layer)

const isAllowed = ({ from, to }: Import): boolean => {
  const [a, b] = [layerOf(from), layerOf(to)]
  // A sibling agent is another layer of the same kind.
  if (a === b) return true
  return ALLOWED[kindOf(a)]?.includes(kindOf(b)) ?? false
}

/** Packages and who may load them. Types are free: they are gone when the program runs. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['warehouse'],
  '@duckdb/node-bindings': ['warehouse'],
  yargs: ['cli'],
  'yargs-parser': ['cli'],
  'string-width': ['cli'],
  zod: ['config', 'pricing/providers'],
  cosmiconfig: ['config'],
  ajv: ['plugin-host'],
  semver: ['plugin-host'],
  'smol-toml': ['plugin-host'],
  undici: ['platform'],
  'node-cron': ['scheduler'],
  nodemailer: ['plugins/email'],
  '@resvg/resvg-js': ['plugins/email'],
  '@expo-google-fonts/roboto': ['plugins/email'],
  handlebars: ['plugins'],
  '@pydantic/genai-prices': ['pricing/baseline'],
}

const words = ({ from, to }: Import): string => `${from} -> ${to}`

describe('layers', () => {
  it('has a rule for every folder of src', () => {
    const layers = new Set(FILES.map((file) => kindOf(layerOf(file))))
    expect([...layers].filter((layer) => !(layer in ALLOWED))).toEqual([])
  })

  it('imports only downwards, and no agent another', () => {
    expect(OWN.filter((each) => !isAllowed(each)).map(words)).toEqual([])
  })

  it('would notice a breach', () => {
    const at = { external: false, typeOnly: false, dynamic: false }
    expect(isAllowed({ ...at, from: 'agents/codex/scan.ts', to: 'agents/claude-code/usage.ts' })).toBe(false)
    expect(isAllowed({ ...at, from: 'agents/codex/scan.ts', to: 'warehouse/open.ts' })).toBe(false)
    expect(isAllowed({ ...at, from: 'core/money.ts', to: 'platform/walk.ts' })).toBe(false)
    expect(isAllowed({ ...at, from: 'reports/costs.ts', to: 'warehouse/open.ts' })).toBe(false)
  })

  it('names every file that it imports dynamically', () => {
    const open = IMPORTS.filter(({ to, dynamic }) => dynamic && to === '?').map(({ from }) => from)
    // The launcher picks .js or .ts, a config file is the user's own.
    expect(open.sort()).toEqual(['bin.js', 'config/import-user-module.ts'])
  })

  it('has no circle of folders', () => {
    const edges = new Map<string, Set<string>>()
    for (const { from, to } of OWN) {
      const [a, b] = [topOf(from), topOf(to)]
      if (a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b))
    }
    expect(circleIn(edges)).toEqual([])
  })

  it('has no circle of files that load each other', () => {
    const edges = new Map<string, Set<string>>()
    for (const { from, to, typeOnly, dynamic } of OWN) {
      if (!typeOnly && !dynamic) edges.set(from, (edges.get(from) ?? new Set()).add(to))
    }
    expect(circleIn(edges)).toEqual([])
  })
})

describe('packages', () => {
  it('are loaded only by the layer they belong to', () => {
    const breaches = IMPORTS.filter(({ external, typeOnly, to, from }) => {
      if (!external || typeOnly || to.startsWith('node:') || to === '?') return false
      return !PACKAGES[packageOf(to)]?.some((layer) => from.startsWith(`${layer}/`))
    })
    expect(breaches.map(words)).toEqual([])
  })

  it('are all used', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
      devDependencies: Record<string, string>
    }
    // The figures come with the program; the package they are made from is needed to make them anew alone.
    const generator = '@pydantic/genai-prices'
    expect(Object.keys(manifest.devDependencies)).toContain(generator)
    expect(Object.keys(PACKAGES).sort()).toEqual([...Object.keys(manifest.dependencies), generator].sort())
  })

  it('opens no connection but to a plugin, for one that was granted it, or to ask for prices', () => {
    const network = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'undici']
    const loading = IMPORTS.filter(({ to, typeOnly }) => !typeOnly && network.includes(to.replace('node:', '')))
    expect([...new Set(loading.map(({ from }) => from))].filter((from) => !MAY_CONNECT.test(from))).toEqual([])
    const calling = FILES.filter(
      (file) => !MAY_CONNECT.test(file) && /[^.\w]fetch\(|\bWebSocket\(/.test(sourceOf(file)),
    )
    expect(calling).toEqual([])
  })
})

const MAY_CONNECT = /^(plugin-(host|sdk)\/|platform\/http\.ts$)/

describe('agents', () => {
  /** In the protocol of plugins it is how far an agent has been read, whoever has taken the word for a name. */
  const isProtocolWord = (name: string, file: string): boolean =>
    name.toLowerCase() === 'cursor' && /^(plugin-sdk|plugin-host|cli\/commands\/plugins)\//.test(file)

  it('are named nowhere but in their folders, the list and the prices', () => {
    const names = AGENTS.flatMap(({ id, name }) => [id, name])
    const free = /^(agents\/|pricing\/)/
    const named = FILES.filter((file) => !free.test(file)).flatMap((file) => {
      const code = withoutComments(file)
      return names
        .filter((name) => code.toLowerCase().includes(name.toLowerCase()) && !isProtocolWord(name, file))
        .map((name) => `${file} names ${name}`)
    })
    expect(named).toEqual([])
  })
})

describe('files', () => {
  it('have at most 400 lines', () => {
    const long = [...FILES, ...sourceFiles(join(ROOT, 'test')).map((name) => `../test/${name}`)].filter(
      (file) => sourceOf(file).split('\n').length > 400,
    )
    expect(long).toEqual([])
  })

  it('are named in kebab-case', () => {
    const odd = FILES.filter(
      (file) => !file.split('/').every((part) => /^_?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(part)),
    )
    expect(odd).toEqual([])
  })
})

describe('money in SQL', () => {
  it('is never divided, averaged or mixed with floats, which DuckDB would make doubles of', () => {
    const texts = [...sqlFiles(), ...FILES.filter((file) => file.startsWith('warehouse/')).flatMap(sqlIn)]
    expect(texts.length).toBeGreaterThan(20)
    expect(texts.flatMap(({ where, sql }) => inexactIn(sql).map((what) => `${where}: ${what}`))).toEqual([])
  })

  it('would be noticed', () => {
    expect(inexactIn('select sum(cost) / 2 from x')).toEqual(['/'])
    expect(inexactIn('select avg(cost), cost * 1.5, cost::double from x')).toEqual(['avg(', '1.5', '::double'])
    expect(inexactIn("select 'a/b', '1.5' -- 3/4\nfrom x")).toEqual([])
  })

  it('is stored in columns of exact decimals', () => {
    const columns = sqlFiles().flatMap(({ sql }) => [
      ...sql.matchAll(/^\s*(\w*(?:cost|usd|price|rate)\w*) ([a-z]+(?:\([^)]*\))?)/gm),
    ])
    expect(columns.map(([, name]) => name)).toContain('recorded_cost')
    expect(
      columns.filter(([, name, type]) => name !== 'table' && type !== 'decimal(38, 18)').map(([line]) => line),
    ).toEqual([])
  })
})

describe('start-up', () => {
  it('loads no heavy package to say its version', () => {
    expect(loadedBy(['--version'])).toEqual([])
  })

  it('loads no config schema and no help parser for a plain report without a config', () => {
    const loaded = loadedBy(['costs', '--json'])
    expect(loaded).toContain('@duckdb/node-bindings')
    expect(loaded.filter((name) => ['zod', 'yargs', 'cosmiconfig'].includes(name))).toEqual([])
  })
})

/** Which of our packages a command line loads, asked of the program itself. */
function loadedBy(args: readonly string[]): string[] {
  const spy = `import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) { if (!/^[./]|^(node|file):/.test(name)) process.stderr.write('LOADED ' + name + '\\n'); return next(name, context) } })`
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(spy)}`, join(SRC, 'bin.js'), ...args],
    { encoding: 'utf8', cwd: '/', env: { HOME: '/nonexistent', RIMURU_HOME: tempFolder(), PATH: process.env.PATH } },
  )
  expect(status).toBe(0)
  const loaded = [...stderr.matchAll(/^LOADED (\S+)$/gm)].map(([, name]) => packageOf(name!))
  return [...new Set(loaded)].filter((name) => name in PACKAGES).sort()
}

const topOf = (path: string): string => layerOf(path).replace('warehouse/queries', 'warehouse')

function circleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>()
  function visit(node: string, path: readonly string[]): string[] {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return []
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next, [...path, node])
      if (circle.length > 0) return circle
    }
    done.add(node)
    return []
  }
  for (const node of edges.keys()) {
    const circle = visit(node, [])
    if (circle.length > 0) return circle
  }
  return []
}

const withoutComments = (file: string): string => sourceOf(file).replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')

interface Sql {
  readonly where: string
  readonly sql: string
}

const sqlFiles = (): Sql[] =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql') && statSync(join(SRC, name)).isFile())
    .map((name) => ({ where: name, sql: readFileSync(join(SRC, name), 'utf8') }))

/** Texts that read like SQL. What stands in `${}` is code, or another text, and is looked at by itself. */
const sqlIn = (file: string): Sql[] =>
  textsIn(file)
    .filter((text) => /\b(select|insert|update|create|from|sum|case|decimal)\b/i.test(text))
    .map((sql) => ({ where: file, sql }))

function inexactIn(sql: string): string[] {
  const bare = sql.replace(/--.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''")
  return [...bare.matchAll(/\/|\bavg\s*\(|\b\d+\.\d+\b|(?:::|\bas )\s*(?:double|float|real)\b/gi)].map(
    ([found]) => found,
  )
}
