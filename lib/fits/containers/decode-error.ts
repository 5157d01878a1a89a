/** Why a container cannot be unpacked to its end. The codes are those of faults. */
export type DecodeErrorCode = 'container-truncated' | 'container-corrupt';

/** A decoder throws this if compressed bytes are missing or invalid. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, what: string, options?: ErrorOptions) {
    super(what, options);
    this.code = code;
  }
}

/** The compressed data ends too early. `where` is what it ends within. */
export const truncated = (where: string): DecodeError =>
  new DecodeError('container-truncated', `the compressed data ends within ${where}`);

/** The compressed data is invalid. `what` is a sentence that describes how. */
export const corrupt = (what: string, cause?: unknown): DecodeError =>
  new DecodeError('container-corrupt', what, { cause });
