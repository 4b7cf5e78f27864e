// Finds lines and fields in JSON lines, sixteen bytes at a time. Compiled by AssemblyScript (npm run kernel).
// The host puts the bytes at INPUT, the shape of what it wants at PLAN, and reads what was found from LINES and SLOTS.

export { INPUT, LINES, PLAN, SLOTS } from './layout'
export { passed, rest, setWords, split } from './lines'
export { check, pick } from './fields'
