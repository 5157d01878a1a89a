// What the help of verbs says about the names of files.

/** The argument of a verb that reads any number of files. */
export const FILES = { name: '<file...>', about: 'FITS files, plain or compressed: see Files' } as const;

/** The section Files. */
export const FILES_HELP = `
Files:
  image.fits       a file, or a pipe such as <(funpack -S image.fits.fz)
  'image.fits[1]'  an HDU of a file: its number, [SCI] or [SCI,1] (EXTNAME,EXTVER)
  s3://BUCKET/KEY  an object in S3
  @names.txt       the files named in a text file, one per line; lines that begin with # do not count
  @-               the same list from standard input
  -                a file from standard input; '-[1]' is an HDU of it`;
