// The services of the Virtual Observatory.

import type { Asker } from '../../engines/asker.ts';
import type { Service } from '../../serve/http/router.ts';
import type { Addresses } from './running.ts';

/** What the services answer from. */
export interface VoOptions {
  readonly asker: Asker;
  /** Whether questions may bring tables. */
  readonly uploads: boolean;
}

/** The services at the address `base`; none without `--vo`. */
export const voServices =
  (_options: VoOptions) =>
  (_base: string): Service[] => [];

/** The addresses of the services. */
export const voAddresses = (base: string): Addresses => ({
  tap: `${base}/tap`,
  sia: `${base}/sia`,
  cone: `${base}/scs`,
});
