// Finds records in JSON lines, and fields in records, sixteen bytes at a time. Compiled by AssemblyScript (npm run kernel).
// The host puts the bytes at INPUT, the shape of what it wants at PLAN, and reads what was found from FOUND and SLOTS.

export { FOUND, INPUT, PLAN, SLOTS } from './layout'
export { scan } from './lines'
