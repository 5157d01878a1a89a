import { cpSync, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { ODD_OBSERVATIONS } from '../../helpers/odd-observations.ts';
import { addToLake } from '../../helpers/small-lake.ts';
import { ingest } from './ingest.ts';
import { ODD, ODD_KEYWORDS } from './odd.ts';

/** A lake that both engines query. */
export interface TestLake {
  /** The name of the lake and of its database. */
  readonly name: string;
  /** The setting `keywords`. */
  readonly keywords: string;
  /** The paths it is made from. Its tests are skipped if one does not exist. */
  readonly from: readonly string[];
  /** Writes the lake into a folder. */
  readonly fill: (folder: string) => void;
}

/** Real files, if they exist. */
const CORPUS = ['../shared/fits', '../shared/fits-edge'];

/** A copy of the lake that test:aws has written. */
const AWS_LAKE = process.env['FITS_AWS_LAKE'] || join(homedir(), '.cache', 'fits-datalake', 'aws-lake');

/** The lakes over which the engines are compared. */
export const LAKES: readonly TestLake[] = [
  { name: 'example', keywords: '', from: [], fill: (folder) => addToLake(folder, ...EXAMPLE) },
  { name: 'odd', keywords: ODD_KEYWORDS, from: [], fill: (folder) => addToLake(folder, ...ODD) },
  {
    name: 'observations',
    keywords: '',
    from: [],
    fill: (folder) => addToLake(folder, ...ODD_OBSERVATIONS),
  },
  {
    name: 'samples',
    keywords: 'GAIN:double,ESO DPR CATG',
    from: ['fits_data'],
    fill: (folder) => ingest(folder, 'fits_data'),
  },
  {
    name: 'corpus',
    keywords: 'DATE:timestamp,TARGNAME,EXPOSURE:double,NAXIS1:bigint,EXTEND:boolean,ESO DPR CATG',
    from: CORPUS,
    fill: (folder) => ingest(folder, ...CORPUS),
  },
  {
    name: 'deployed',
    keywords: '',
    from: [join(AWS_LAKE, 'headers')],
    fill: (folder) => cpSync(join(AWS_LAKE, 'headers'), join(folder, 'headers'), { recursive: true }),
  },
];

/** Whether the paths that a lake is made from exist. */
export const isAvailable = ({ from }: TestLake): boolean => from.every((path) => existsSync(path));
