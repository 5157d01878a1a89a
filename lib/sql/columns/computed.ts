import type { ColumnMetadata } from './metadata.ts';

/** A column that queries compute, besides the columns of views. */
export interface ComputedColumn extends ColumnMetadata {
  readonly name: string;
  readonly about: string;
}

const EXPOSURE = 'time.duration;obs.exposure';
const NUMBER = 'meta.number';

/** What `cone`, the named queries and those of the guides compute. A user's column with the same name is taken for the same. */
export const COMPUTED: readonly ComputedColumn[] = [
  {
    name: 'distance_arcsec',
    about: 'distance from the centre of the search to the centre of the image',
    unit: 'arcsec',
    ucd: 'pos.angDistance',
  },
  { name: 'seconds_exposed', about: 'total exposure time', unit: 's', ucd: EXPOSURE },
  { name: 'hours_exposed', about: 'total exposure time', unit: 'h', ucd: EXPOSURE },
  { name: 'seconds', about: 'time in seconds', unit: 's', ucd: 'time.duration' },
  { name: 'days_apart', about: 'time between two observations', unit: 'd', ucd: 'time.interval' },
  { name: 'files', about: 'number of files', ucd: NUMBER },
  { name: 'nights', about: 'number of nights', ucd: NUMBER },
  { name: 'observations', about: 'number of observations', ucd: NUMBER },
  { name: 'exposures', about: 'number of exposures', ucd: NUMBER },
  { name: 'targets', about: 'number of targets', ucd: NUMBER },
];
