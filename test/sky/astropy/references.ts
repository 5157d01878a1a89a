import { readFileSync } from 'node:fs';
import type { HduHeader } from '../../../lib/sky/header.ts';
import { type CardValue, skyHeader } from '../../helpers/sky-header.ts';

/** A case that astropy computed (make.py). */
export interface Reference {
  readonly name: string;
  /** The cards, for the title of a test. */
  readonly text: string;
  /** The header with these cards, and further ones. */
  readonly header: (more?: Readonly<Record<string, CardValue>>) => HduHeader;
  /** NaN: not on the sky. */
  readonly points: readonly (readonly number[])[];
}

/** The cases of a file beside this one. */
export function references(file: string): Reference[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const [name = '', text = '', ...points] = line.split('\t');
    // a value may contain a blank, but its keyword does not
    const cards = [...text.matchAll(/([A-Z0-9_]+)=(.*?)(?= [A-Z0-9_]+=|$)/g)].map(
      ([, keyword = '', value = '']) => [keyword, /^[-\d]/.test(value) ? Number(value) : value],
    );
    return {
      name,
      text,
      header: (more = {}) => skyHeader({ ...Object.fromEntries(cards), ...more }),
      points: points.map((point) =>
        point.split(' ').map((number) => (number === '-' ? Number.NaN : Number(number))),
      ),
    };
  });
}
