// Where things are in the kernel's memory. See `index.ts`.

export const PLAN: usize = 65536
export const SLOTS: usize = 131072
export const LINES: usize = 196608
export const INPUT: usize = 327680
