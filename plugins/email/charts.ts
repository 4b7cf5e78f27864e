import { fileURLToPath } from 'node:url'

const FONTS = ['400Regular', '700Bold'].map((name) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/roboto/${name}/Roboto_${name}.ttf`)),
)

/**
 * Drawings as pictures: mail clients show no SVG. With fonts of our own they are the same everywhere, and on white, since a
 * dark client does not change the colours in a picture.
 */
export async function pictureOf(svg: string): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const drawing = new Resvg(withMargin(asOnPhone(svg)), {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'Roboto', sansSerifFamily: 'Roboto' },
  })
  return drawing.render().asPng()
}

/** A picture has one size of text for a desk and a phone: the one that can be read on both. */
const asOnPhone = (svg: string): string =>
  svg.replace(/@media\s*\(max-width:\s*\d+px\)\s*\{((?:[^{}]*\{[^{}]*\})*)\s*\}/g, '$1')

const MARGIN = 12

/** On a dark background the white of the picture would end where its texts begin. */
function withMargin(svg: string): string {
  const [, width, height] = /^<svg[^>]*\sviewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  if (width === undefined || height === undefined) return svg
  const [wide, high] = [Number(width) + 2 * MARGIN, Number(height) + 2 * MARGIN]
  const box = `width="${wide}" height="${high}" viewBox="${-MARGIN} ${-MARGIN} ${wide} ${high}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}>${svg.replace('<svg', '<svg overflow="visible"')}</svg>`
}
