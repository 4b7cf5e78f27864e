import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { generateHome } from './generator/home.ts'

const home = join(import.meta.dirname, 'home')
rmSync(home, { recursive: true, force: true })
const { requests } = generateHome(home)
process.stdout.write(`${requests} requests written below ${home}\n`)
