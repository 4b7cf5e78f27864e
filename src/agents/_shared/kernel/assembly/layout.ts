// Where things are in the kernel's memory. See `index.ts`.

export const PLAN: usize = 65536
export const SLOTS: usize = 131072
export const LINES: usize = 196608
/** 2,048 keys of 64 bytes and 4,096 places of two. */
export const KEYS: usize = 327680
export const KEY_TABLE: usize = 458752
export const INPUT: usize = 466944
