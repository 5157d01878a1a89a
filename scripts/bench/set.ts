import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The made files that the benchmarks read.

const BLOCK = 2880;
const HDUS = 5;
const CARDS = 150;
const KEYWORDS = ['RA', 'DEC', 'EXPTIM', 'FILTER', 'OBJECT', 'AIRMAS', 'GAIN', 'RDNOIS', 'TEMP', 'FOCUS'];
/** By how much the keywords of a distinct header are shifted, at most; a prime. */
const SHIFTS = 89;

/** How much a header is like the one before: the same keywords with other values, or another keyword in each place. */
export type Kind = 'similar' | 'distinct';

/** The cards of one header: a mixture of integers, floats, strings, flags and history, as in real headers. */
function cards(file: number, hdu: number, kind: Kind): string[] {
  const lines =
    hdu === 0
      ? ['SIMPLE  =                    T / FITS standard']
      : ["XTENSION= 'IMAGE   '           / image"];
  lines.push(
    'BITPIX  =                   16',
    'NAXIS   =                    2',
    'NAXIS1  =                   32',
  );
  lines.push('NAXIS2  =                   45');
  if (hdu > 0)
    lines.push(
      'PCOUNT  =                    0',
      'GCOUNT  =                    1',
      `EXTNAME = 'CCD${hdu}    '`,
    );
  const header = HDUS * file + hdu;
  const shift = kind === 'similar' ? 0 : (7 * header) % SHIFTS;
  for (let i = shift; lines.length < CARDS; i++) lines.push(card(kind === 'similar' ? file : header, i));
  return lines;
}

/** Card `i` of a header. Its comment names the keyword, so that no comment is like the one before. */
function card(seed: number, i: number): string {
  const keyword = `${KEYWORDS[i % KEYWORDS.length]}${Math.floor(i / KEYWORDS.length)}`;
  const number = (seed * 7907 + i * 104_723) % 99_991;
  const line = (value: string, comment: string): string =>
    `${keyword.padEnd(8)}= ${value} / ${comment} ${keyword}`;
  if (i % 20 === 3) return `HISTORY step ${i} of "reduction" was done`;
  const kinds = [
    () => line(String(number).padStart(20), 'counts of'),
    () => line((number / 7).toExponential(10).toUpperCase().padStart(20), '[deg] angle of'),
    () => line(`'target ${seed} ${i}'`.padEnd(20), 'name, with a comma, of'),
    () => line((number % 2 ? 'T' : 'F').padStart(20), 'flag of'),
  ];
  return kinds[i % kinds.length]!();
}

/** A FITS file with `hdus` HDUs of 150 cards each. `file` is a number that makes its values differ from other files'. */
export function fitsFile(file: number, hdus: number, kind: Kind = 'similar'): Buffer {
  const data = Buffer.alloc(BLOCK);
  const parts = Array.from({ length: hdus }, (_, hdu) => {
    const text = [...cards(file, hdu, kind), 'END'].map((line) => line.padEnd(80)).join('');
    return [Buffer.from(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK), 'latin1'), data];
  });
  return Buffer.concat(parts.flat());
}

/** Writes `files` FITS files of 5 HDUs with 150 cards each, unless the folder has as many already; returns their paths. */
export function makeSet(folder: string, files: number, kind: Kind = 'similar'): string[] {
  mkdirSync(folder, { recursive: true });
  const path = (file: number): string => join(folder, `f${String(file).padStart(6, '0')}.fits`);
  if (readdirSync(folder).length < files)
    for (let file = 0; file < files; file++) writeFileSync(path(file), fitsFile(file, HDUS, kind));
  return Array.from({ length: files }, (_, file) => path(file));
}
