/** What went wrong with a plugin, where its name stands before that already. */
export const unnamed = (message: string): string =>
  message.replace(/^plugin \S+: ((notify|hook|export\/\w+) failed: )?/, '')
