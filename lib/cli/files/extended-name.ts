import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { isS3 } from '../options/uri.ts';

/** A name, and the HDU that it names. */
export interface ExtendedName {
  readonly name: string;
  /** `1`, `SCI` or `SCI,1`; undefined if the whole file is named. */
  readonly hdu: string | undefined;
}

/** Ranges, filters and columns, which CFITSIO accepts in brackets too. */
const NOT_AN_HDU = /[:;=<>]/;

/**
 * Splits `file.fits[SCI,1]` into the file and the HDU, as CFITSIO and IRAF do. A local file whose real name has brackets
 * is taken as it is. In S3, where only a request could tell, the brackets always name an HDU.
 *
 * @throws UsageError if the brackets contain anything but an HDU
 */
export function extendedName(typed: string): ExtendedName {
  const [, name = '', hdu = ''] = /^(.+)\[([^[\]]*)\]$/s.exec(typed) ?? [];
  if (name === '' || (!isS3(typed) && existsSync(userPath(typed)))) return { name: typed, hdu: undefined };
  if (hdu.trim() === '' || NOT_AN_HDU.test(hdu))
    throw new UsageError(
      `${typed}: only an HDU may be in brackets: [1] (its number), [SCI] (its EXTNAME) or [SCI,1] (EXTNAME,EXTVER)`,
    );
  return { name, hdu };
}
