/** Names in logs are anybody's: what would move the cursor, ring or break the line stands as one sign. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd')
