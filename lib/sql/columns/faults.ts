import { type Definition, HDU } from './definition.ts';

/** The columns of the view `faults`. */
export const FAULTS: readonly Definition[] = [
  { ...HDU, about: 'number of the HDU; NULL if the fault concerns the file as a whole' },
  { name: 'byte', type: 'bigint', about: 'byte at which the fault was found', from: 'card_comment' },
  { name: 'code', type: 'varchar', about: 'short code of the fault, which never changes', from: 'card_name' },
  { name: 'reason', type: 'varchar', about: 'what is wrong, in a sentence', from: 'card_value' },
];
