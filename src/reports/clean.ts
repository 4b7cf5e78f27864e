import type { QualityBlock } from './quality.ts'

/** What `--strict` does not let pass. Blind spots and duplicates are no defect of the data at hand. */
export const isClean = (quality: QualityBlock): boolean =>
  quality.files_failed.length === 0 &&
  quality.lines_bad === 0 &&
  quality.records_quarantined === 0 &&
  quality.not_understood.length === 0 &&
  quality.unpriced_models.length === 0
