import type { Invocation } from '../command.ts'
export async function run(_: Invocation): Promise<number> { return 0 }
