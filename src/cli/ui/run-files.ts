import type { Output } from '../../pipeline/run/context.ts'
import { bytes, count } from './numbers.ts'
import type { Paint } from './paint.ts'
import { renderTable } from './table.ts'

/** What a run wrote, or would write. */
export function filesTable(outputs: readonly Output[], width: number | null, style: Paint): string {
  const columns = [
    { title: 'File', shrink: 'start' as const },
    { title: 'Rows', align: 'right' as const, optional: 2 },
    { title: 'Size', align: 'right' as const, optional: 1 },
    { title: 'Change', paint: (change: string) => changePaint(change, style)(change) },
  ]
  const rows = outputs.map(({ path, rows: lines, bytes: size, change }) => [
    path,
    lines > 0 ? count(lines) : '',
    change === 'removed' ? '' : bytes(size),
    change,
  ])
  return renderTable({ columns, rows }, width, style)
}

const changePaint = (change: string, style: Paint): ((text: string) => string) =>
  change === 'new' ? style.green : change === 'same' ? style.dim : style.yellow
