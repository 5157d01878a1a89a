/** A request that cannot be answered. */
export class VoError extends Error {
  override readonly name = 'VoError';
  /** The HTTP status. */
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
