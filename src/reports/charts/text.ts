const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text of the data in XML, which has no way to write most control characters. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (sign) => SIGNS[sign]!)

/** How wide a text is at most: nobody knows which font it is shown in, so these are the widths of a wide one. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((width, sign) => width + widthOf(sign), 0) * size

function widthOf(sign: string): number {
  if (sign >= '\u2e80') return 1.1
  if (/[mwMW@%—…]/.test(sign)) return 1
  if (/[A-Z&]/.test(sign)) return 0.76
  if (/[ iljtf.,:;'|!()[\]/I-]/.test(sign)) return 0.42
  return 0.66
}

/** Cut in the middle: names of models differ at both of their ends. */
export function shortened(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text
  const signs = [...text]
  for (let kept = signs.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2)
    const cut = `${signs.slice(0, head).join('')}…${signs.slice(signs.length - (kept - head)).join('')}`
    if (textWidth(cut, size) <= width) return cut
  }
  return '…'
}
