/** Raised when a reader's rules change: everything that is still there is read again. */
export const READER = 11
