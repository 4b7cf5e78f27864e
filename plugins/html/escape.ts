import { printable } from '../_shared/printable.ts'

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text of the data, which may hold anything, in an element or an attribute. */
export const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (sign) => SIGNS[sign]!)
