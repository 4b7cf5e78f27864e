/** A time that was read already. Of the field of a row: the next row changes it. */
export class Moment {
  ms = 0
}
