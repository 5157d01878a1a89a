import { castOf } from '../cast.ts';
import { type Definition, HDU } from './definition.ts';

/** The columns of the view `hdus`, before the everyday ones. */
export const HDUS: readonly Definition[] = [
  HDU,
  { name: 'type', type: 'varchar', about: 'PRIMARY, or the value of XTENSION', fact: 'type' },
  { name: 'extname', type: 'varchar', about: 'name of the extension (EXTNAME)', sql: 'extname' },
  {
    name: 'extver',
    type: 'integer',
    about: 'version of the extension (EXTVER); 1 if only EXTNAME is given',
    // FITS 4.0, section 4.4.2.6
    sql: `CASE WHEN extver IS NULL AND extname IS NOT NULL THEN 1 ELSE try_cast(${castOf('bigint', 'extver')} AS integer) END`,
  },
  {
    name: 'header_offset',
    type: 'bigint',
    about: 'byte of the uncompressed file where the header starts',
    unit: 'byte',
    fact: 'header_offset',
  },
  {
    name: 'data_offset',
    type: 'bigint',
    about: 'byte of the uncompressed file where the data starts',
    unit: 'byte',
    fact: 'data_offset',
  },
  {
    name: 'data_length',
    type: 'bigint',
    about: 'bytes of data, without padding',
    unit: 'byte',
    fact: 'data_length',
  },
];
