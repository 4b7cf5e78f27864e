// Counts of vitest's JSON report: fails on a failed, skipped or unfinished test and on a file that could not be run.
const { readFileSync } = require('node:fs')

const print = (line) => process.stdout.write(`${line}\n`)

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
const named = (status) => tests.filter((test) => test.status === status)
const broken = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
const left = tests.filter(({ status }) => status !== 'passed' && status !== 'failed')

for (const { name } of broken) print(`could not be run: ${name}`)
for (const { status, fullName } of left) print(`${status}, which is not allowed: ${fullName}`)

const failed = named('failed').length + broken.length
if (failed > 0 || left.length > 0 || !report.success) process.exitCode = 1
print(`${named('passed').length} passed, ${failed} failed`)
