#!/usr/bin/env node
// Plain JavaScript that any Node understands: finds one that can run the rest, which is TypeScript and needs 22.18.
import { existsSync } from 'node:fs'
// Not by name: Node 20 has no `enableCompileCache`, and a missing name would stop it here.
import nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  nodeModule.enableCompileCache?.(
    join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'rimuru'),
  )
  const here = new URL('./', import.meta.url).href
  // Our own files are named in full. Left to itself, Node looks for the package of each.
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      // Zod's messages in fifty languages, which nobody asks for, take as long to load as the rest of it.
      if (specifier === '../locales/index.js' && context.parentURL?.includes('/node_modules/zod/'))
        return { url: 'data:text/javascript,', format: 'module', shortCircuit: true }
      const isOwn = specifier.startsWith('.') && specifier.endsWith('.ts') && context.parentURL?.startsWith(here)
      if (!isOwn) return next(specifier, context)
      return { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
    },
  })
  const main = existsSync(new URL('./cli/main.js', import.meta.url)) ? './cli/main.js' : './cli/main.ts'
  await import(main)
} else {
  const bundled = bundledNode()
  if (bundled) await handOver(bundled)
  else {
    process.stderr.write(
      `rimuru needs Node 22.18 or newer, this is ${process.versions.node}. Install a newer Node, or run \`npm ci\` with optional dependencies, which bring one along.\n`,
    )
    process.exitCode = 1
  }
}

function bundledNode() {
  const name = `node-${process.platform}-${process.arch}`
  try {
    return join(dirname(nodeModule.createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'node')
  } catch {
    return null
  }
}

/** @param {string} node */
async function handOver(node) {
  // Loaded here alone: it takes as long as the rest of a start.
  const { spawn } = await import('node:child_process')
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  // Sent to this process alone they would not reach the child; from a terminal a second one only hurries it.
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`rimuru: the bundled Node could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 1)
  })
}
