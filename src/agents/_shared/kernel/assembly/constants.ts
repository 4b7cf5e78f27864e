// Bytes to compare with, sixteen of each. They stand in memory: V8 makes a constant anew each time it is used.

export const QUOTES: usize = memory.data<u64>([0x2222222222222222, 0x2222222222222222], 16)
export const BACKSLASHES: usize = memory.data<u64>([0x5c5c5c5c5c5c5c5c, 0x5c5c5c5c5c5c5c5c], 16)
/** What stands below the blank. */
export const CONTROLS: usize = memory.data<u64>([0x1f1f1f1f1f1f1f1f, 0x1f1f1f1f1f1f1f1f], 16)
export const LETTERS_N: usize = memory.data<u64>([0x6e6e6e6e6e6e6e6e, 0x6e6e6e6e6e6e6e6e], 16)
export const LETTERS_T: usize = memory.data<u64>([0x7474747474747474, 0x7474747474747474], 16)
