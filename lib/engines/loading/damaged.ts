// Why the rows of a lake object cannot be read.

/** The rows of a lake object cannot be read. The message gives the reason, as a sentence about the object. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** The damage of a file that is not a lake object. */
export const NOT_A_LAKE_OBJECT = 'it is not a lake object';

/** The damage of a lake object whose path does not match its source file. */
export const MISNAMED = 'its name does not match its source file';
