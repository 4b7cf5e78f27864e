/**
 * Where several sources tell of one session the best of them counts, never two (docs/formats.md 5.4). The command line and
 * VS Code have data directories of their own.
 */
export const RANK = {
  usageRecord: 0,
  storeRow: 1,
  span: 2,
  desktopTotal: 3,
  shutdown: 4,

  trace: 0,
  chatLog: 1,
  chatDocument: 2,
} as const

/** The provider's id makes one request of its usage record and its span. */
export const callIdentity = (id: string): string => `call:${id}`
