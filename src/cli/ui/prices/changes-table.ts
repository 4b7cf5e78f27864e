import { PRICE_CLASSES } from '../../../core/price-rules.ts'
import type { ChangeItem, OtherwiseItem, RefusalItem } from '../../../pipeline/prices/documents.ts'
import type { LockedPrice } from '../../../pricing/lock/types.ts'
import type { Io } from '../../io.ts'
import { count, plural } from '../numbers.ts'
import type { Paint } from '../paint.ts'
import { renderTable } from '../table.ts'
import type { TableColumn } from '../table.ts'
import { wrapText } from '../wrap.ts'
import { changeWords } from './change-words.ts'

/** Of new, gone and refused ones; a first sync brings thousands. */
const MOST = 20

/** What is another price now, the changed ones first, all of them. */
export function printChanges(changes: readonly ChangeItem[], io: Io, style: Paint): void {
  if (changes.length === 0) return
  const changed = changes.filter(({ kind }) => kind === 'changed' || kind === 'alias')
  const others = changes.filter(({ kind }) => kind === 'new' || kind === 'gone')
  const rows = [...changed, ...others.slice(0, MOST)].map((change) => [
    change.kind,
    `${change.provider}/${change.model}`,
    changeWords(change),
    change.after?.valid_from ?? (change.after ? 'always' : '–'),
    change.after?.source ?? change.before?.source ?? '–',
  ])
  io.out(renderTable({ columns: COLUMNS, rows }, io.width, style))
  const more = others.length - MOST
  if (more > 0) io.out(style.dim(`and ${plural(more, 'more model')}; --json has every one\n`))
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'Price' },
  { title: 'Model', shrink: 'start', least: 20 },
  { title: 'USD per million tokens', shrink: 'end', least: 24 },
  { title: 'From', optional: 1 },
  { title: 'Source', shrink: 'end', optional: 4 },
]

export function printRefusals(refused: readonly RefusalItem[], io: Io, style: Paint): void {
  if (refused.length === 0) return
  io.out(`${style.yellow('Not taken')}\n`)
  for (const { source, provider, model, reason, acceptable } of refused.slice(0, MOST)) {
    const who = model === null ? source : `${provider}/${model} from ${source}`
    const accept = acceptable ? `; after a look: --accept ${model === null ? source : `${provider}/${model}`}` : ''
    io.out(wrapText(`${who}: ${reason}${accept}`, io.width, '  ', '    '))
  }
  const more = refused.length - MOST
  if (more > 0) io.out(style.dim(`  and ${count(more)} more; --json has every one\n`))
}

/** The table of a maker counts, and may be older than the list that says otherwise. */
export function printOtherwise(otherwise: readonly OtherwiseItem[], io: Io, style: Paint): void {
  if (otherwise.length === 0) return
  io.out(`${style.yellow('Said otherwise')}; to take it: an override in the config, or another order of providers\n`)
  for (const { source, provider, model, current, said } of otherwise.slice(0, MOST)) {
    const what = changeWords({
      kind: 'changed',
      provider,
      model,
      before: current,
      after: { ...current, ...figuresIn(said) },
    })
    io.out(wrapText(`${provider}/${model} by ${source}: ${what}`, io.width, '  ', '    '))
  }
  const more = otherwise.length - MOST
  if (more > 0) io.out(style.dim(`  and ${count(more)} more; --json has every one\n`))
}

const figuresIn = (price: LockedPrice): Partial<LockedPrice> =>
  Object.fromEntries(PRICE_CLASSES.flatMap((name) => (price[name] === undefined ? [] : [[name, price[name]]])))
