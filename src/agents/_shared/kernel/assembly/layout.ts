// Where things are in the kernel's memory. See `index.ts`.

/** Nodes of 2048 bytes, of shapes and of choices: see `find` and `isAmong`. */
export const PLAN: usize = 65536
export const SLOTS: usize = 131072
/**
 * What `scan` has found, u32 each: start and end of the line, where the next one starts, how many lines it has passed, and
 * where the first and the last time stand of those since the host put zeros there.
 */
export const FOUND: usize = 196608
/** 2,048 keys of 64 bytes and 4,096 places of two. */
export const KEYS: usize = 327680
export const KEY_TABLE: usize = 458752
export const INPUT: usize = 466944
