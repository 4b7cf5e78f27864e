/** A database without a log was written to while it was read: what was read may be half of two states. */
export class DatabaseChanged extends Error {
  constructor() {
    super('it changes while it is read')
  }
}
