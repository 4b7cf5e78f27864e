/** Told apart also by who sees no red or no green, three to one against the page in light and in dark. */
const LIGHT = ['#2f6fde', '#cf8300', '#006e66', '#7a2048', '#9478b8', '#775b05']
const DARK = ['#5b93f5', '#e8b84a', '#24cbb0', '#e7627f', '#8b60bd', '#b5521c']

interface Theme {
  readonly colours: readonly string[]
  readonly rest: string
  readonly text: string
  readonly quiet: string
  readonly grid: string
  readonly base: string
  readonly over: string
}

const light: Theme = {
  colours: LIGHT,
  rest: '#8d99a6',
  text: '#16202c',
  quiet: '#5b6876',
  grid: '#e3e7ec',
  base: '#aab4bf',
  over: '#c4314b',
}

const dark: Theme = {
  colours: DARK,
  rest: '#76828f',
  text: '#e7edf3',
  quiet: '#9aa8b6',
  grid: '#2b3641',
  base: '#566372',
  over: '#ff7b8a',
}

const FONT = "Roboto,system-ui,-apple-system,'Segoe UI',sans-serif"

/** Sizes of text in a drawing shown as wide as it is, and in one shrunk to a phone. */
export const WIDE = 14
export const NARROW = 24

const paint = (id: string, { colours, rest, text, quiet, grid, base, over }: Theme): string[] => [
  ...colours.map((colour, index) => `.${id}-c${index}{fill:${colour}}`),
  `.${id}-rest{fill:${rest}}`,
  `.${id}-text,.${id}-strong,.${id}-mark{fill:${text}}`,
  `.${id}-quiet{fill:${quiet}}`,
  `.${id}-grid{stroke:${grid}}`,
  `.${id}-track{fill:${grid}}`,
  `.${id}-base,.${id}-budget{stroke:${base}}`,
  `.${id}-none{fill:${base}}`,
  `.${id}-line,.${id}-forecast{stroke:${colours[0]}}`,
  `.${id}-area,.${id}-wedge{fill:${colours[0]}}`,
  `.${id}-over{fill:${over}}`,
]

/** Plain rules alone make the light picture: the renderer behind PNGs leaves out what stands in `@media`. */
export const styleOf = (id: string): string =>
  [
    `.${id}-all{font-family:${FONT};font-size:${WIDE}px;font-variant-numeric:tabular-nums}`,
    ...paint(id, light),
    `.${id}-strong,.${id}-over{font-weight:700}`,
    `.${id}-other{fill-opacity:.5}`,
    `.${id}-hit{fill:none;pointer-events:all}`,
    `.${id}-line{fill:none;stroke-width:3;stroke-linejoin:round;stroke-linecap:round}`,
    `.${id}-forecast{stroke-width:3;stroke-linecap:round;stroke-dasharray:.1 7}`,
    `.${id}-budget{stroke-width:2;stroke-dasharray:8 6}`,
    `.${id}-area{fill-opacity:.14}`,
    `.${id}-wedge{fill-opacity:.12}`,
    `.${id}-narrow{display:none;font-size:${NARROW}px}`,
    `@media (max-width:560px){.${id}-narrow{display:inline}.${id}-wide{display:none}}`,
    `@media (prefers-color-scheme:dark){${paint(id, dark).join('')}}`,
  ].join('\n')
