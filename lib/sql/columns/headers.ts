import { type Definition, HDU } from './definition.ts';

/** The columns of the view `headers`. */
export const HEADERS: readonly Definition[] = [
  HDU,
  { name: 'card_index', type: 'integer', about: 'position of the card in its header, from 0' },
  { name: 'card_name', type: 'varchar', about: 'keyword, such as EXPTIME or ESO DPR CATG' },
  {
    name: 'card_value',
    type: 'varchar',
    about: 'value as text; NULL if the keyword has no value',
    sql: "CASE WHEN card_type <> 'undefined' THEN card_value END",
  },
  {
    name: 'card_number',
    type: 'double',
    about: 'value as a number; NULL if it is not one',
    sql: "CASE WHEN card_type IN ('integer', 'float') THEN try_cast(card_value AS double) END",
  },
  { name: 'card_comment', type: 'varchar', about: 'comment of the card' },
  {
    name: 'card_type',
    type: 'varchar',
    about: 'string, logical, integer, float, complex, undefined or commentary',
  },
];
