import type { DerivedRow, LakeFile } from './small-lake.ts';

/** Text that is difficult for readers of CSV, for SQL and for terminals. */
export const NASTY = [
  'plain',
  '',
  'with, comma',
  'say "hi"',
  '"',
  '""',
  ',',
  'ends in \\',
  '\\',
  "it's",
  "'; DROP VIEW files; --",
  'NULL',
  'null',
  '\ufffd[31m',
  'Ångström µ 星雲 🌌',
  ' leading',
  '0x10',
  '-- no comment',
  '{{source_url}}',
  '$1 %s {0}',
  'x'.repeat(70_000),
] as const;

const DERIVED_ROWS: readonly DerivedRow[] = [
  ['obs_id', 'meridian/20240912/m31-r', 'the key'],
  ['obs_publisher_did', 'ivo://unregistered/0123456789abcdef?meridian/20240912/m31-r.fits', 'the key'],
  ['calib_level', '1', 'FITS'],
  ['target_name', 'M31', 'OBJECT'],
  ['t_min', '60565.98688800926', 'DATE-OBS'],
  ['t_max', '', 'nothing says how long it took'],
  ['t_exptime', '120', 'EXPTIME'],
  ['obs_start', '2024-09-12 23:41:07.123', 'DATE-OBS'],
  ['night', '2024-09-12', 'DATE-OBS'],
  ['s_ra', '10.6847083', 'RA'],
  ['s_dec', '41.26875', 'DEC'],
  ['image_type', 'object', 'IMAGETYP'],
  ['instrument_name', 'MERICAM', 'INSTRUME'],
  ['filter', 'R', 'FILTER'],
  ['airmass', '1.31', 'AIRMASS'],
  ['s_ra', '10.6847083', 'RA', 0],
  ['s_dec', '41.26875', 'DEC', 0],
  ['airmass', '', '', 0],
];

/** The files of a lake with at least one example of everything that rows can contain. */
export const EXAMPLE: readonly LakeFile[] = [
  {
    bucket: 'file:///data/archive',
    key: 'meridian/20240912/m31-r.fits',
    hdus: [
      [
        ['SIMPLE', 'true', 'logical'],
        ['TELESCOP', 'Meridian 1.0m'],
        ['INSTRUME', 'MERICAM'],
        ['OBJECT', 'M31', 'string', 'what it is'],
        ['FILTER', 'R'],
        ['IMAGETYP', 'light'],
        ['DATE-OBS', '2024-09-12T23:41:07.123'],
        ['EXPTIME', '120', 'integer', '[s]'],
        ['AIRMASS', '1.31', 'float'],
        ['ORIGIN', 'Meridian'],
        ['GAIN', '1.5', 'float', '[e/adu]'],
      ],
    ],
    derived: DERIVED_ROWS,
    modified: '2026-11-24 23:59:59.999',
  },
  {
    // the first value that is not blank counts, even if it is not a number
    bucket: 'file:///data/archive',
    key: 'meridian/20240912/twice.fits',
    hdus: [
      [
        ['OBJECT', ''],
        ['OBJECT', 'commentary without a value', 'commentary'],
        ['OBJECT', 'M33'],
        ['OBJECT', 'M99'],
        ['EXPTIME', 'about 12 s'],
        ['EXPTIME', '12', 'integer'],
        ['AIRMASS', '', 'undefined'],
        ['AIRMASS', '1.1', 'float'],
        ['DATE-OBS', '12/09/24'],
        ['ORIGIN', 'Meridian'],
      ],
    ],
  },
  {
    bucket: 'my-bucket',
    key: 'space/p2k4a1b2q_flt.fits',
    hdus: [
      [
        ['TELESCOP', 'SPACE'],
        ['OBJECT', ''],
      ],
      [
        ['XTENSION', 'IMAGE'],
        ['EXTNAME', 'SCI'],
        ['OBJECT', 'NGC 1365'],
        ['EXPTIME', '339.5', 'float'],
        ['DATE-OBS', '2022-07-09'],
      ],
      [
        ['EXTNAME', 'ERR'],
        ['EXTVER', '2', 'integer'],
        ['OBJECT', 'not this one'],
      ],
      [
        ['EXTNAME', 'SCI'],
        ['EXTVER', '2', 'integer'],
      ],
      [['EXTVER', '7', 'integer']],
      [
        ['EXTNAME', 'BAD'],
        ['EXTVER', 'one'],
      ],
    ],
  },
  {
    bucket: 'my-bucket',
    key: 'plates/b/b03127.fit',
    hdus: [
      [
        ['DATE-OBS', '12/03/74'],
        ['EXPTIME', '2.7E3', 'float'],
        ['OBJECT', 'M87'],
      ],
    ],
  },
  {
    bucket: 'my-bucket',
    key: 'bad/page.fits',
    faults: [
      { code: 'not-fits', reason: 'byte 0: not FITS: begins with "<!DOCTYPE", not with SIMPLE', byte: 0 },
    ],
    size: 321,
  },
  {
    bucket: 'my-bucket',
    key: 'bad/cut.fits',
    hdus: [[['OBJECT', 'cut short']], []],
    faults: [
      {
        code: 'truncated-data',
        reason: 'HDU 1, byte 9760: the file ends within its data',
        hdu: 1,
        byte: 9760,
      },
      { code: 'trailing-bytes', reason: 'no place to name' },
    ],
  },
  { bucket: 'my-bucket', key: 'gone/away.fits', removed: '2026-10-11T12:13:14.567Z' },
  {
    bucket: 'my-bucket',
    key: "odd/na\"me, with 'quotes' & \\ 星.fits",
    hdus: [NASTY.map((value, index) => [`NASTY${index}`, value, 'string', value.slice(0, 60)])],
  },
  { bucket: 'file:///', key: 'etc/at-the-root.fits', hdus: [[['OBJECT', 'root']]] },
  { bucket: '', key: 'relative/by-the-header-verb.fits', hdus: [[['OBJECT', 'no bucket']]] },
  {
    bucket: 'my-bucket',
    key: 'numbers.fits',
    hdus: [
      [
        ['BIG', '9'.repeat(40), 'integer'],
        ['HUGE', '9'.repeat(400), 'integer'],
        ['OVER', '1E400', 'float'],
        ['UNDER', '-1E-400', 'float'],
        ['DIGITS', '3.14159265358979323846', 'float'],
        ['DOT', '.5', 'float'],
        ['DOTTED', '5.', 'float'],
        ['NEG', '-7', 'integer'],
        ['TEXT', '12'],
        ['TRICK', '1_000'],
        ['FLAG', 'true', 'logical'],
        ['CPLX', '(1.0,-2.5)', 'complex'],
        ['NONE', '', 'undefined', 'nothing'],
        ['EXPTIME', '1_000'],
        ['DATE-OBS', '2016-12-31T23:59:60'],
        ['ESO DPR CATG', "CA'L"],
        ['COMMENT', 'a comment, with "quotes"', 'commentary'],
        ['', 'a blank keyword', 'commentary'],
      ],
    ],
  },
];
