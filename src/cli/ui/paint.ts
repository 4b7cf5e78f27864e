import { styleText } from 'node:util'

type Style = (text: string) => string

export interface Paint {
  readonly bold: Style
  readonly dim: Style
  readonly red: Style
  readonly yellow: Style
  readonly green: Style
  readonly cyan: Style
}

const plain: Style = (text) => text
const PLAIN: Paint = { bold: plain, dim: plain, red: plain, yellow: plain, green: plain, cyan: plain }

type Format = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'
const styled =
  (format: Format): Style =>
  (text) =>
    styleText(format, text, { validateStream: false })

const COLOURED: Paint = {
  bold: styled('bold'),
  dim: styled('dim'),
  red: styled('red'),
  yellow: styled('yellow'),
  green: styled('green'),
  cyan: styled('cyan'),
}

export const paint = (colour: boolean): Paint => (colour ? COLOURED : PLAIN)
