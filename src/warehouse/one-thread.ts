import { access } from 'node:fs'

/**
 * DuckDB's statements follow one another. On one thread each gets the memory that the last one has freed; a thread of its
 * own asks for it anew. What else may wait here, such as the name of a host, would hold them up.
 */
export function useOneThread(): void {
  if (process.env['UV_THREADPOOL_SIZE'] !== undefined) return
  process.env['UV_THREADPOOL_SIZE'] = '1'
  // It is looked at when a thread is first needed, which is now. The processes that this one starts decide for themselves.
  access('.', () => undefined)
  delete process.env['UV_THREADPOOL_SIZE']
}
