import type { PricesBlock } from '../../reports/costs.ts'
import type { QualityBlock } from '../../reports/quality.ts'
import { isClean } from '../../reports/clean.ts'
import { plural } from './numbers.ts'
import type { Paint } from './paint.ts'
import { printable } from './printable.ts'
import { wrapText } from './wrap.ts'

/** What stands under every table: what was read, what was not, and where the prices are from. */
export function qualityLine(quality: QualityBlock, prices: PricesBlock, style: Paint, width: number | null): string {
  const parts = [`${plural(quality.files_read, 'file')} read`]
  const wrong: string[] = []
  if (quality.files_failed.length > 0)
    wrong.push(`${plural(quality.files_failed.length, 'file or folder', 'files or folders')} failed`)
  if (quality.lines_bad > 0) wrong.push(plural(quality.lines_bad, 'bad line'))
  if (quality.records_quarantined > 0) wrong.push(`${plural(quality.records_quarantined, 'record')} quarantined`)
  if (quality.not_understood.length > 0)
    wrong.push(`${plural(quality.not_understood.length, 'kind')} of record not fully understood`)
  if (quality.unpriced_models.length > 0)
    wrong.push(`no price for ${quality.unpriced_models.map(printable).join(', ')}`)
  if (quality.duplicates_removed > 0) parts.push(`${plural(quality.duplicates_removed, 'duplicate')} removed`)
  if (quality.blind_spots.length > 0) parts.push(plural(quality.blind_spots.length, 'blind spot'))
  parts.push(`prices of ${prices.as_of}`)
  const text = style.dim(parts.join(' · '))
  const line = isClean(quality)
    ? text
    : `${style.yellow(wrong.join(' · '))} ${style.dim('· see rimuru doctor ·')} ${text}`
  return wrapText(line, width, '', '  ')
}
