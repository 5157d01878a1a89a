import { FAULTS } from '../../lib/fits/fault.ts';
import { code, markdownTable } from './markdown.ts';

/** All fault codes, with their meanings. */
export const faultsTable = (): string =>
  markdownTable(
    ['code', 'meaning'],
    Object.entries(FAULTS).map(([fault, meaning]) => [code(fault), meaning]),
  );
