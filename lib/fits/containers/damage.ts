/** Why a container cannot be unpacked to its end. */
export type DamageCode = 'container-truncated' | 'container-corrupt';

/** What a decoder throws where packed bytes are missing or make no sense; `unpack` adds how far it came. */
export class Damage extends Error {
  override readonly name = 'Damage';
  readonly code: DamageCode;

  constructor(code: DamageCode, what: string, options?: ErrorOptions) {
    super(what, options);
    this.code = code;
  }
}

export const truncated = (where: string): Damage =>
  new Damage('container-truncated', `it ends within ${where}`);

export const corrupt = (what: string, cause?: unknown): Damage =>
  new Damage('container-corrupt', what, { cause });
