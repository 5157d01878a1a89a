import type { Sky } from '../../lib/lake/rows/derived-rows.ts';
import type { DerivedName, DerivedValue } from '../../lib/sky/derived.ts';

// A deriver whose values are the cards that it was given, so that tests see exactly those.

/** The keywords that it wants. */
export const ECHOED = [
  ...['SIMPLE', 'XTENSION', 'OBJECT', 'EXPTIME', 'GAIN', 'NAME', 'LONG', 'FLAG', 'EMPTY', 'LOWER'],
  ...['ESO A B', 'HISTORY', 'TELESCOP', 'INSTRUME', 'DATE-OBS', 'FILTER', 'CTYPE1', 'CRVAL1', ''],
];

/** The names that the rows of {@link ECHOED} have. */
const nameOf = (keyword: string): DerivedName => `echo ${keyword}` as DerivedName;

/** A deriver with one value for each wanted card of each HDU, and one for each HDU of the file. */
export const echoSky: Sky = {
  wantsKeyword: () => (keyword) => ECHOED.includes(keyword),
  deriver: ({ bucket, key }, { authority }) => {
    const file: DerivedValue[] = [{ name: 'obs_id', value: key, source: `${authority} ${bucket}` }];
    const hdus = new Map<number, DerivedValue[]>();
    return {
      hdu: ({ hdu, type, card }) => {
        file.push({ name: 'dataproduct_type', value: type, source: String(hdu) });
        const values = ECHOED.flatMap((keyword) => {
          const found = card(keyword);
          return found === undefined
            ? []
            : [{ name: nameOf(keyword), value: found.value, source: `${found.type} ${found.comment}` }];
        });
        hdus.set(hdu, values);
      },
      end: () => ({ file, hdus }),
    };
  },
};
