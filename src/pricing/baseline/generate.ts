import { writeFileSync } from 'node:fs'
import { baselineText } from './baseline-text.ts'

writeFileSync(new URL('genai-prices.json', import.meta.url), await baselineText())
